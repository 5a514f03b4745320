package org.sipha.http;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many calls a node held during the last ten minutes, kept here so that a page shows it from
 * its first moment on. One thread at a time.
 */
final class CallTrend {
  static final long EVERY_MILLIS = 5_000;
  private static final int MOST = 120;
  private static final int WIDTH = 240;
  private static final int HEIGHT = 56;

  private final Deque<Integer> figures = new ArrayDeque<>();

  void add(int calls) {
    if (figures.size() == MOST) {
      figures.removeFirst();
    }
    figures.addLast(calls);
  }

  /** A line from the oldest figure to the newest at the right edge, on a ground of 0. */
  String svg() {
    int highest = figures.stream().mapToInt(calls -> calls).max().orElse(0);
    if (figures.size() < 2) {
      return "<p class=\"empty\">The trend begins in a moment.</p>\n";
    }
    StringBuilder line = new StringBuilder(1_024);
    int step = WIDTH / MOST;
    int first = WIDTH - (figures.size() - 1) * step;
    int x = first;
    for (int calls : figures) {
      line.append(x).append(',').append(y(calls, highest)).append(' ');
      x += step;
    }
    return """
        <svg class="trend" viewBox="0 -4 %1$d %2$d" preserveAspectRatio="none" role="img" \
        aria-label="calls during the last %3$d minutes, at most %4$s">\
        <polygon points="%7$d,%5$d %6$s %1$d,%5$d"/>\
        <path class="ground" d="M0 %5$d H%1$d"/><polyline points="%6$s"/></svg>
        <p class="about scale"><span>10 minutes ago</span><span>most %4$s</span><span>now</span></p>
        """
        .formatted(
            WIDTH,
            HEIGHT + 8,
            MOST * EVERY_MILLIS / 60_000,
            Words.number(highest),
            HEIGHT,
            line.toString().strip(),
            first);
  }

  private static int y(int calls, int highest) {
    return HEIGHT - (int) ((long) calls * HEIGHT / Math.max(1, highest));
  }
}
