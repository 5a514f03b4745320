package org.sipha.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.http.Upgrade.Report;
import org.sipha.http.Upgrade.State;
import org.sipha.http.Upgrade.Step;
import org.sipha.http.Upgrade.StepState;

/**
 * The part of the operator's page that shows an upgrade: large while it goes on or somebody has to
 * do something, small after it has ended well.
 */
final class UpgradePart {
  /** Steps that are shown, the last ones; and characters of a text of one. */
  private static final int MOST_STEPS = 40;

  private static final int MOST_TEXT = 400;
  private static final int MOST_LOST = 100;

  private static final String NEXT =
      "<code>sipha upgrade --resume</code> goes on from here, <code>sipha upgrade --rollback</code>"
          + " brings the versions from before back.";

  private final Upgrade upgrade;
  private final UpgradeHeard heard;
  private final long nowNanos;
  private final StringBuilder out = new StringBuilder(4_096);

  private UpgradePart(UpgradeHeard heard, long nowNanos) {
    this.upgrade = heard.upgrade();
    this.heard = heard;
    this.nowNanos = nowNanos;
  }

  /**
   * The card.
   *
   * @param blocking what to say while it waits for calls, HTML
   */
  static String html(UpgradeHeard heard, long nowNanos, String blocking) {
    UpgradePart part = new UpgradePart(heard, nowNanos);
    if (part.hasEndedWell()) {
      part.small();
    } else {
      part.large(blocking);
    }
    return part.out.toString();
  }

  /**
   * In a few words what a screen reader says: it changes with each step and with nothing else.
   * HTML.
   */
  static String news(UpgradeHeard heard, long nowNanos) {
    UpgradePart part = new UpgradePart(heard, nowNanos);
    int now = part.present();
    String step =
        now < 0 ? "" : ", step " + (now + 1) + ": " + words(part.upgrade.steps().get(now));
    return Markup.escaped(
        "Upgrade to "
            + part.upgrade.to()
            + ": "
            + part.state()
            + (part.upgrade.isActive() ? step : ""));
  }

  private boolean hasEndedWell() {
    return upgrade.state() == State.DONE || upgrade.state() == State.ROLLED_BACK;
  }

  /** The index of the step that is being taken, -1 if none is. */
  private int present() {
    List<Step> steps = upgrade.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).state() == StepState.RUNNING || steps.get(i).state() == StepState.WAITING) {
        return i;
      }
    }
    return -1;
  }

  private String state() {
    return heard.isSilent(nowNanos) ? "silent" : upgrade.state().toString().replace('-', ' ');
  }

  private String tone() {
    if (heard.isSilent(nowNanos)) {
      return "bad";
    }
    return switch (upgrade.state()) {
      case RUNNING -> "running";
      case WAITING, REFUSED, ROLLED_BACK -> "wait";
      case DONE -> hasLost() ? "bad" : "good";
      case FAILED -> "bad";
    };
  }

  private boolean hasLost() {
    Report report = upgrade.report();
    return report != null && report.lostCount() > 0;
  }

  private void large(String blocking) {
    out.append("<section class=\"card upgrade\" aria-labelledby=\"upgrade-title\">");
    title();
    out.append("<p>").append(shown(upgrade.text())).append("</p>\n");
    next();
    report();
    if (upgrade.state() == State.WAITING) {
      out.append(blocking);
    }
    steps();
    origin();
    out.append("</section>\n");
  }

  private void small() {
    out.append("<details class=\"card upgrade\"><summary>");
    title();
    out.append("<span class=\"about\">").append(Words.day(heard.endedAt())).append(" UTC</span> ");
    lost();
    out.append("</summary>");
    out.append("\n<p>").append(shown(upgrade.text())).append("</p>\n");
    report();
    steps();
    origin();
    out.append("</details>\n");
  }

  private void lost() {
    Report report = upgrade.report();
    if (report == null) {
      return;
    }
    out.append("<span class=\"").append(hasLost() ? "remark" : "about").append("\">");
    out.append(hasLost() ? Words.number(report.lostCount()) : "none");
    out.append(" of ").append(Words.count(report.before(), "call")).append(" lost</span>");
  }

  private void title() {
    out.append("<h2 id=\"upgrade-title\">Upgrade to ").append(Markup.escaped(upgrade.to()));
    out.append(" <span class=\"badge ").append(tone()).append("\">").append(state());
    out.append("</span></h2>\n");
  }

  /** What somebody has to do now. */
  private void next() {
    if (heard.isSilent(nowNanos)) {
      long seconds = Duration.ofNanos(nowNanos - heard.heardNanos()).toSeconds();
      out.append("<p class=\"alert notice\">No word from it for ").append(Words.duration(seconds));
      out.append(": <code>sipha upgrade</code>, run by ").append(Markup.escaped(upgrade.by()));
      out.append(", has probably ended. ").append(NEXT).append("</p>\n");
    } else if (!upgrade.isActive()) {
      out.append("<p class=\"alert notice\">").append(NEXT).append("</p>\n");
    }
  }

  private void report() {
    Report report = upgrade.report();
    if (report == null) {
      return;
    }
    out.append("<dl class=\"report\">");
    figure("Calls before", report.before(), "");
    figure("Carried over", report.carried(), "");
    figure("Ended by their parties", report.ended(), "");
    figure("Lost", report.lostCount(), report.lostCount() > 0 ? " class=\"remark\"" : "");
    out.append("</dl>\n");
    if (!report.lost().isEmpty()) {
      List<String> named = report.lost().stream().limit(MOST_LOST).toList();
      out.append("<p class=\"lostcalls\">Lost calls: ");
      out.append(Markup.escaped(String.join(", ", named)));
      if (report.lostCount() > named.size()) {
        out.append(" and ").append(Words.number(report.lostCount() - named.size()));
        out.append(" more: <a href=\"/upgrade\">the upgrade as JSON</a>");
      }
      out.append("</p>\n");
    }
  }

  private void figure(String what, long count, String attribute) {
    out.append("<div><dt>").append(what).append("</dt><dd").append(attribute).append('>');
    out.append(Words.number(count)).append("</dd></div>");
  }

  private void steps() {
    List<Step> steps = upgrade.steps();
    int first = Math.max(0, steps.size() - MOST_STEPS);
    out.append("<ol class=\"steps\" aria-label=\"Steps\"");
    if (first > 0) {
      out.append(" start=\"").append(first + 1).append('"');
    }
    out.append('>');
    steps.subList(first, steps.size()).forEach(this::step);
    out.append("</ol>\n");
  }

  private void step(Step step) {
    out.append("<li class=\"").append(step.state()).append('"');
    out.append(isNow(step) ? " aria-current=\"step\"" : "").append("><span class=\"what\">");
    out.append(Markup.escaped(words(step))).append("</span> <span class=\"state\">");
    out.append(step.state()).append("</span>");
    Instant started = step.startedAt();
    if (started != null) {
      out.append(" <span class=\"took\">").append(took(started, step.endedAt())).append("</span>");
    }
    if (!step.text().isBlank()) {
      out.append("<span class=\"why\">").append(shown(step.text())).append("</span>");
    }
    out.append("</li>\n");
  }

  private boolean isNow(Step step) {
    return upgrade.isActive()
        && (step.state() == StepState.RUNNING || step.state() == StepState.WAITING);
  }

  private void origin() {
    out.append("<p class=\"about\">by ").append(Markup.escaped(upgrade.by()));
    out.append(" &middot; before: ");
    String sign = "";
    for (Map.Entry<String, String> server : upgrade.from().entrySet()) {
      out.append(sign).append(Markup.escaped(server.getKey() + " " + server.getValue()));
      sign = ", ";
    }
    out.append(" &middot; since ").append(Words.clock(upgrade.startedAt())).append(" UTC, ");
    out.append(took(upgrade.startedAt(), upgrade.endedAt())).append("</p>\n");
  }

  private String took(Instant started, @Nullable Instant ended) {
    return Words.duration(heard.secondsTaken(started, ended, nowNanos));
  }

  private static String shown(String text) {
    return Markup.escaped(
        text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...");
  }

  /** A step in words; one that isn't known here by its name. */
  private static String words(Step step) {
    String node = step.node() == null ? "both servers" : step.node();
    return switch (step.name()) {
      case "check" -> "Check " + node;
      case "gate-upgrade" -> "Wait until " + node + " may be stopped";
      case "stop" -> "Stop " + node;
      case "install" -> "Install on " + node;
      case "start" -> "Start " + node;
      case "gate-switchover" -> "Wait until a switchover loses nothing";
      case "switchover" -> "Switch over";
      case "whole" -> "Wait until the pair is whole";
      default -> step.name() + ": " + node;
    };
  }
}
