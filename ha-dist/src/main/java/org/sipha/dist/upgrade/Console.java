package org.sipha.dist.upgrade;

import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Lines for the operator, with the time of the day. */
final class Console {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Consumer<String> print;
  private final Clock clock;

  Console(Consumer<String> print, Clock clock) {
    this.print = print;
    this.clock = clock;
  }

  void line(String text) {
    print.accept(TIME.format(clock.instant()) + " " + text);
  }
}
