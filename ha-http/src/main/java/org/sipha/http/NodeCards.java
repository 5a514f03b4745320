package org.sipha.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Retries;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.readiness.Blocker;
import org.sipha.http.PairSeen.NodeSeen;

/** The part of the operator's page that shows both nodes, and the HA connection between them. */
final class NodeCards {
  private final Snapshot snapshot;
  private final Connection connection;
  private final StringBuilder out = new StringBuilder(4_096);

  private NodeCards(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.connection = snapshot.view().connection();
  }

  static String html(Snapshot snapshot, PairSeen pair) {
    NodeCards cards = new NodeCards(snapshot);
    List<NodeSeen> nodes = pair.inOrder();
    cards.card(nodes.get(0));
    cards.connection();
    cards.card(nodes.get(1));
    return cards.out.toString();
  }

  private void card(NodeSeen node) {
    out.append("<section class=\"card node\"><h2>").append(Markup.escaped(node.name()));
    out.append(" <span class=\"badge ").append(node.role()).append("\">");
    out.append(node.state()).append("</span></h2>\n<p class=\"about\">");
    out.append(node.own() ? "this server" : "the other server");
    if (node.version() != null) {
      out.append(" &middot; version ").append(Markup.escaped(node.version()));
    }
    if (!node.own()) {
      peerLink();
    }
    out.append("</p>\n");
    if (node.heard()) {
      said(node);
    } else {
      out.append("<p class=\"empty\">No word from it while there is no HA connection.</p>\n");
    }
    out.append("</section>\n");
  }

  private void said(NodeSeen node) {
    NodeView view = snapshot.view();
    out.append("<p class=\"figure\"><b>").append(Words.number(node.calls())).append("</b> ");
    out.append(node.calls() == 1 ? "call" : "calls").append("</p>\n<ul class=\"verdicts\">");
    verdict("switchover", node.forSwitchover());
    verdict("upgrade", node.forUpgrade());
    out.append("</ul>\n");
    blockers("blockers", node.blockers());
    if (node.own()) {
      remark("", RightShown.warning(view, snapshot.moment()).orElse(null));
    }
    out.append("<p class=\"about foot\">");
    out.append(node.epoch() == 0 ? "not primary since its start" : "epoch " + node.epoch());
    if (node.own()) {
      out.append(" &middot; ").append(Markup.escaped(view.phase())).append(" for ");
      out.append(Words.duration(snapshot.moment().secondsSince(view.roleSinceNanos())));
    }
    out.append("</p>\n");
  }

  private void verdict(String what, boolean ready) {
    out.append("<li class=\"").append(ready ? "yes" : "no").append("\">");
    out.append(ready ? "ready" : "not ready").append(" for ").append(what).append("</li>");
  }

  private void blockers(String kind, List<Blocker> blockers) {
    if (!blockers.isEmpty()) {
      out.append("<ul class=\"").append(kind).append("\">");
      blockers.forEach(b -> out.append("<li>").append(words(b)).append("</li>"));
      out.append("</ul>\n");
    }
  }

  /** A blocker: its code stands out, its sentence follows. */
  static String words(Blocker blocker) {
    return "<b>%s</b>: %s".formatted(blocker.code(), Markup.escaped(blocker.text()));
  }

  private void connection() {
    out.append("<section class=\"connection\"><h2>HA connection</h2>\n<p class=\"wire ");
    out.append(connection.state()).append("\"><b>").append(connection.state());
    out.append("</b></p>\n<p class=\"about\">for ");
    out.append(Words.duration(snapshot.moment().secondsSince(connection.sinceNanos())));
    out.append("</p>\n");
    NodeView.Refusal refusal = connection.refusal();
    remark("The handshake was refused: ", refusal == null ? null : refusal.text());
    remark("Last trouble: ", connection.lastTrouble());
    remark("", tries());
    if (!connection.settingsThatDiffer().isEmpty()) {
      remark(
          "Settings that differ between the two: ",
          String.join(", ", connection.settingsThatDiffer()));
    }
    blockers("notes", snapshot.view().readiness().notes());
    out.append("</section>\n");
  }

  private @Nullable String tries() {
    Retries retries = connection.retries();
    String words = retries.inWords();
    Double seconds = snapshot.moment().secondsUntil(retries.nextNanos());
    if (seconds == null) {
      return words.isEmpty() ? null : words;
    }
    return (words.isEmpty() ? "" : words + ", ") + "the next one in " + seconds + " s";
  }

  private void remark(String what, @Nullable String text) {
    if (text != null) {
      out.append("<p class=\"remark\">").append(what).append(Markup.escaped(text));
      out.append("</p>\n");
    }
  }

  private void peerLink() {
    String address = connection.peerHttpAddress();
    if (address != null && PeerAddress.isOne(address)) {
      out.append(" &middot; <a id=\"peer\" href=\"").append(PeerAddress.url(address));
      out.append("\">its own page</a>");
    }
  }
}
