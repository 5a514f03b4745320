package org.sipha.dist.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * The whole screen of a terminal, drawn over and over without a flicker (ECMA-48 control sequences,
 * and xterm's second screen); what was on it before is there again afterwards. If the output is no
 * terminal, plain text with an empty line after each showing.
 */
final class Screen {
  private static final String SECOND_SCREEN = "\u001b[?1049h";
  private static final String FIRST_SCREEN = "\u001b[?1049l";
  private static final String CUT_LINES = "\u001b[?7l";
  private static final String WRAP_LINES = "\u001b[?7h";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_REST_OF_LINE = "\u001b[K";
  private static final String CLEAR_REST_OF_SCREEN = "\u001b[J";

  private final PrintWriter out;
  private final boolean terminal;

  Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Takes the screen. */
  void open() {
    control(SECOND_SCREEN + HIDE_CURSOR + CUT_LINES);
  }

  /** Shows these lines and nothing else; what doesn't fit is cut off. */
  void show(List<String> lines) {
    String endOfLine = terminal ? CLEAR_REST_OF_LINE + "\r\n" : System.lineSeparator();
    String text = String.join(endOfLine, lines) + endOfLine;
    out.print(terminal ? HOME + text + CLEAR_REST_OF_SCREEN : text + System.lineSeparator());
    out.flush();
  }

  /** Gives the screen back. */
  void close() {
    control(WRAP_LINES + SHOW_CURSOR + FIRST_SCREEN);
  }

  private void control(String sequence) {
    if (terminal) {
      out.print(sequence);
      out.flush();
    }
  }
}
