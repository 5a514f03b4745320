package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that is made from the metric catalogue is as it says. */
class GeneratedFilesTest {
  private static final String REGENERATE = "sipha.regenerate";
  private static final Path PAGE = Path.of("../docs/metrics.md");

  @Test
  void metricsPageIsCurrent() throws IOException {
    String text = MetricsReference.markdown();
    if (Boolean.getBoolean(REGENERATE)) {
      Files.writeString(PAGE, text);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "%s is not what the metric catalogue says. Write it anew with:%n"
                + "mvn -pl ha-http -am test -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            PAGE, REGENERATE)
        .isEqualTo(text);
  }
}
