package org.sipha.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The two files that are made from the option catalogue are as it says. */
class GeneratedFilesTest {
  private static final String REGENERATE = "sipha.regenerate";
  private static final Path ROOT = Path.of("..");

  @Test
  void referencePageIsCurrent() throws IOException {
    isCurrent(ROOT.resolve("docs/options.md"), ReferencePage.markdown());
  }

  @Test
  void sampleFileIsCurrent() throws IOException {
    isCurrent(ROOT.resolve("ha-dist/src/main/dist/conf/sipha.ini.sample"), SampleFile.text());
  }

  private static void isCurrent(Path file, String text) throws IOException {
    if (Boolean.getBoolean(REGENERATE)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as(
            "%s is not what the option catalogue says. Write it anew with:%n"
                + "mvn -pl ha-config -am test -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            file.normalize(), REGENERATE)
        .isEqualTo(text);
  }
}
