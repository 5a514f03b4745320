package org.sipha.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures and times as people read them on a page. */
final class Words {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  /** For example 30,000. */
  static String number(long figure) {
    return String.format(Locale.ROOT, "%,d", figure);
  }

  /** For example 1 call, 30,000 calls. */
  static String count(long figure, String one) {
    return number(figure) + " " + one + (figure == 1 ? "" : "s");
  }

  /** For example 00:42:10. */
  static String duration(long seconds) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** The time of day as an element: to the second, the rest for whoever points at it. */
  static String clock(Instant time) {
    return time(time, CLOCK);
  }

  /** Day and minute as an element, for what may have been long ago. */
  static String day(Instant time) {
    return time(time, DAY);
  }

  /** The date as an element. */
  static String date(Instant time) {
    return time(time, DATE);
  }

  private static String time(Instant time, DateTimeFormatter format) {
    return "<time datetime=\"%1$s\" title=\"%1$s\">%2$s</time>"
        .formatted(time, format.format(time));
  }
}
