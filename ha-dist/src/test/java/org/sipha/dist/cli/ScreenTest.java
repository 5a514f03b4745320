package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final StringWriter written = new StringWriter();

  private void show(boolean terminal) {
    Screen screen = new Screen(new PrintWriter(written), terminal);
    screen.open();
    screen.show(List.of("one", "two"));
    screen.close();
  }

  @Test
  void aTerminalGetsItsOwnScreenBack() {
    show(true);
    assertThat(written.toString())
        .startsWith("\u001b[?1049h")
        .contains("\u001b[Hone\u001b[K\r\ntwo\u001b[K\r\n\u001b[J")
        .endsWith("\u001b[?25h\u001b[?1049l");
  }

  @Test
  void whatIsNoTerminalGetsPlainText() {
    show(false);
    assertThat(written.toString().lines()).containsExactly("one", "two", "");
  }
}
