package org.sipha.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The page that is made from the declarations of the events is as they say. */
class GeneratedFilesTest {
  private static final String REGENERATE = "sipha.regenerate";
  private static final Path PAGE = Path.of("../docs/events.md");

  @Test
  void eventPageIsCurrent() throws IOException {
    if (Boolean.getBoolean(REGENERATE)) {
      Files.writeString(PAGE, EventPage.markdown());
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "%s is not what the declarations of the events say. Write it anew with:%n"
                + "mvn -pl ha-core test -Dtest=GeneratedFilesTest -D%s=true",
            PAGE.normalize(), REGENERATE)
        .isEqualTo(EventPage.markdown());
  }

  @Test
  void eachEventSaysWhatItMeansAndWhatToDoInASentence() {
    assertThat(Arrays.stream(EventCode.values()))
        .allSatisfy(
            code -> {
              assertThat(code.meaning()).matches("[A-Z].*\\.|sip-.*\\.").doesNotContain("|");
              assertThat(code.action()).matches("[A-Z].*\\.").doesNotContain("|");
            });
  }
}
