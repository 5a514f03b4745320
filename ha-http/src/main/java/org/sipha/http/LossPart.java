package org.sipha.http;

import java.util.List;
import org.sipha.core.readiness.Blocker;
import org.sipha.http.PairSeen.NodeSeen;

/**
 * The part of the operator's page that is read before a switchover is confirmed: what becomes of
 * the calls, planned or by force (SPEC 2, 4).
 */
final class LossPart {
  private static final String UPGRADING =
      """
      <p class="alert notice" id="upgrading">An upgrade of the pair is under way, and makes its \
      switchover by itself as soon as that loses nothing. Switch over by hand only if it \
      doesn't get there.</p>
      """;

  private LossPart() {}

  /**
   * What the dialog says.
   *
   * @param isUpgrading whether an upgrade has begun and not told how it ended
   */
  static String html(PairSeen pair, boolean isUpgrading) {
    return (isUpgrading ? UPGRADING : "") + outlook(pair);
  }

  private static String outlook(PairSeen pair) {
    if (!pair.isSwitchoverPossible()) {
      return """
          <div id="outlook" data-outlook="impossible"><p>There is no connected backup that could \
          take over, so a switchover is refused, by force too.</p></div>
          """;
    }
    NodeSeen from = pair.primary().orElseThrow();
    NodeSeen to = pair.backup().orElseThrow();
    String change =
        "<p><b>%s</b> becomes primary, <b>%s</b> its backup.</p>\n"
            .formatted(Markup.escaped(to.name()), Markup.escaped(from.name()));
    if (pair.isSwitchoverSafe()) {
      return """
          <div id="outlook" data-outlook="safe">%s<p class="yes">Nothing is lost: %s on and \
          both servers are ready.</p></div>
          """
          .formatted(change, from.calls() == 1 ? "1 call goes" : calls(from) + " go");
    }
    StringBuilder out = new StringBuilder(1_024);
    out.append("<div id=\"outlook\" data-outlook=\"refused\">").append(change);
    out.append("<p>Without force it is refused now:</p>\n<ul class=\"blockers\">");
    for (NodeSeen node : List.of(from, to)) {
      for (Blocker blocker : node.blockers()) {
        out.append("<li>").append(Markup.escaped(node.name())).append(": ");
        out.append(NodeCards.words(blocker)).append("</li>");
      }
    }
    out.append("</ul>\n<h3>By force</h3>\n<ul class=\"losses\">");
    from.blockers().forEach(b -> out.append(loss(b, to)));
    if (from.blockers().isEmpty()) {
      out.append("<li>What only ").append(Markup.escaped(to.name()));
      out.append(" reports may cost calls that it can't name.</li>");
    }
    return out.append("</ul></div>\n").toString();
  }

  private static String calls(NodeSeen node) {
    return Words.count(node.calls(), "call");
  }

  private static String loss(Blocker blocker, NodeSeen to) {
    String text = Markup.escaped(blocker.text());
    return switch (blocker.code()) {
      case MULTISITE_CALLS_BEFORE_CONNECTION ->
          "<li class=\"lost\"><b>Lost</b>: multisite calls from before the HA connection are dropped (%s).</li>"
              .formatted(text);
      case CALLS_UNSYNCHRONIZED ->
          "<li><b>At risk</b>: calls that %s doesn't hold yet (%s) are carried over after the switchover; until then it can't serve them.</li>"
              .formatted(Markup.escaped(to.name()), text);
      case SETTLING ->
          "<li>Nothing is lost by this alone, but the HA connection is young (%s).</li>"
              .formatted(text);
      default -> "<li class=\"lost\"><b>Unknown</b>: %s.</li>".formatted(NodeCards.words(blocker));
    };
  }
}
