package org.sipha.http;

import io.vertx.core.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.core.event.Timeline;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.http.PairSeen.NodeSeen;

/**
 * The operator's page: this node as it sees itself, the other one as it last said of itself, and
 * what is between them. It consists of parts that are rendered here alone: into the page, and into
 * the stream that brings an open page those that have changed ({@link LiveStreams}). One thread at
 * a time.
 */
final class OperatorPage {
  private static final String TEMPLATE = HtmlFrame.resource("page.html");

  /** Where a part goes, by its name. */
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

  private final NodeReader reader;
  private final BlockingCalls blocking;
  private final UpgradeWatch upgrades;
  private final Timeline events;
  private final CallTrend trend = new CallTrend();

  OperatorPage(NodeReader reader, BlockingCalls blocking, UpgradeWatch upgrades, Timeline events) {
    this.reader = reader;
    this.blocking = blocking;
    this.upgrades = upgrades;
    this.events = events;
  }

  /** Notes how many calls there are now; every {@link CallTrend#EVERY_MILLIS}. */
  void noteCalls() {
    reader.view().ifPresent(view -> trend.add(view.calls()));
  }

  /** The page as it is now; empty until the node has spoken for the first time. */
  Optional<String> html(Context context) {
    return reader.snapshot().map(s -> page(s.view().nodeName(), parts(s, context)));
  }

  /**
   * The parts as they are now, each HTML for the inside of the element with that id; empty until
   * the node has spoken for the first time.
   */
  Optional<Map<String, String>> parts(Context context) {
    return reader.snapshot().map(s -> parts(s, context));
  }

  private Map<String, String> parts(Snapshot snapshot, Context context) {
    NodeView view = snapshot.view();
    long now = snapshot.moment().nanos();
    blocking.refresh(view, now, context);
    Optional<UpgradeHeard> upgrade = upgrades.refresh(view.connection(), now, context);
    boolean isUpgrading = upgrade.filter(heard -> heard.upgrade().isActive()).isPresent();
    PairSeen pair = PairSeen.of(view);
    Headline headline = Headline.of(view, pair);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("clock", "as %s sees it at %s UTC".formatted(name(view), clock(snapshot)));
    parts.put(
        "headline",
        "<p class=\"headline %s\">%s%s</p>\n"
            .formatted(headline.tone(), headline.icon(), Markup.escaped(headline.words())));
    parts.put("sentence", Markup.escaped(headline.sentence()) + (isUpgrading ? "" : upgrade(pair)));
    parts.put(
        "upgrade",
        upgrade
            .map(heard -> UpgradePart.html(heard, now, blocking.brief(snapshot.moment().wall())))
            .orElse(""));
    parts.put("news", upgrade.map(heard -> UpgradePart.news(heard, now)).orElse(""));
    parts.put("alerts", alerts(snapshot));
    parts.put("nodes", NodeCards.html(snapshot, pair));
    parts.put(
        "synchronization",
        SynchronizationPart.html(view.synchronization()) + GridFigures.html(view.grid()));
    parts.put("calls", CallsPart.html(snapshot, trend));
    parts.put("blocking", blocking.html(snapshot.moment().wall()));
    parts.put("timeline", TimelinePart.html(events));
    parts.put("configuration", SettingsParts.configuration(snapshot.configuration()));
    parts.put("certificates", SettingsParts.certificates(snapshot.certificates()));
    parts.put("loss", LossPart.html(pair, isUpgrading));
    return parts;
  }

  private static String name(NodeView view) {
    return Markup.escaped(view.nodeName());
  }

  private static String clock(Snapshot snapshot) {
    return Words.clock(snapshot.moment().at(snapshot.moment().nanos()));
  }

  private static String upgrade(PairSeen pair) {
    return pair.inOrder().stream()
        .filter(NodeSeen::forUpgrade)
        .findFirst()
        .map(node -> " %s may be stopped for an upgrade.".formatted(Markup.escaped(node.name())))
        .orElse("");
  }

  private static String alerts(Snapshot snapshot) {
    StringBuilder out = new StringBuilder();
    for (DoubleFailure failure : snapshot.view().doubleFailures()) {
      out.append("<p class=\"alert\"><b>Double failure</b> at ");
      out.append(Words.day(snapshot.moment().at(failure.atNanos()))).append(" UTC: ");
      out.append(Markup.escaped(failure.cause())).append("; calls lost: ");
      out.append(failure.lostCount() < 0 ? "unknown" : Words.number(failure.lostCount()));
      out.append("</p>\n");
    }
    if (snapshot.view().labSettling()) {
      out.append("<p class=\"alert notice\">The settling time is shortened for a test.</p>\n");
    }
    return out.toString();
  }

  private static String page(String nodeName, Map<String, String> parts) {
    String body =
        PLACE
            .matcher(TEMPLATE)
            .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    return HtmlFrame.live(nodeName + ": HA pair", body);
  }
}
