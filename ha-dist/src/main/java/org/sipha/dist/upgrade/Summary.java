package org.sipha.dist.upgrade;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How an upgrade went, as a table for the operator. */
final class Summary {
  private static final int LOST_NAMED = 20;

  private Summary() {}

  static List<String> lines(Journal journal, Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    for (Step step : journal.steps()) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "  %-16s %-12s %9s  %s",
                  step.name(),
                  step.node() == null ? "" : step.node(),
                  step.duration().map(Summary::seconds).orElse(""),
                  word(step))
              .stripTrailing());
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Calls before a switchover: %,d; carried: %,d; ended by their parties: %,d; lost: %,d",
            report.before(),
            report.carried(),
            report.ended(),
            report.lost().size()));
    report.lost().stream().limit(LOST_NAMED).forEach(id -> lines.add("  lost: " + id));
    if (report.lost().size() > LOST_NAMED) {
      lines.add("  and " + (report.lost().size() - LOST_NAMED) + " more, in the state file");
    }
    lines.add("");
    lines.add(journal.standing() + ": " + journal.text());
    return lines;
  }

  private static String word(Step step) {
    String state = step.state().name().toLowerCase(Locale.ROOT);
    return step.text().isEmpty()
        ? state
        : state + ": " + step.text().lines().findFirst().orElse("");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
  }
}
