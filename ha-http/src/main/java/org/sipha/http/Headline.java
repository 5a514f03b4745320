package org.sipha.http;

import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;
import org.sipha.http.PairSeen.NodeSeen;

/**
 * How the pair stands, in a few words. They hold no figure that moves: a screen reader says them
 * each time they change.
 *
 * @param tone {@code good}, {@code wait} or {@code bad}
 * @param words what is so
 * @param sentence what that means
 */
record Headline(String tone, String words, String sentence) {

  static Headline of(NodeView view, PairSeen pair) {
    String own = view.nodeName();
    NodeSeen other = pair.other();
    if (!Snapshot.isFresh(view)) {
      return new Headline("bad", own + " stands still", "Its core doesn't answer.");
    }
    if (view.starting()) {
      return new Headline(
          "wait", own + " is starting", "It has no say before its checks are done.");
    }
    if (pair.primary().isEmpty()) {
      return new Headline(
          "bad",
          "No primary is known here",
          other.heard()
              ? "Neither server carries calls now."
              : "%s doesn't hear %s, and can't tell whether calls are carried."
                  .formatted(own, other.name()));
    }
    NodeSeen primary = pair.primary().get();
    if (view.connection().state() == ConnectionState.DOWN) {
      return new Headline(
          "bad",
          primary.name() + " carries the calls alone",
          "If it fails now, its calls are lost: no server holds a copy.");
    }
    if (view.busy()) {
      return new Headline("wait", "A role change is running", "It takes a moment.");
    }
    if (view.connection().state() == ConnectionState.SUSPECT) {
      return new Headline(
          "wait",
          "The HA connection is suspect",
          other.name() + " isn't heard right now: a switchover is refused for the moment.");
    }
    if (pair.isSwitchoverSafe()) {
      return new Headline(
          "good",
          "Ready for a switchover",
          "%s carries the calls, and %s holds a live copy of each."
              .formatted(primary.name(), pair.backup().map(NodeSeen::name).orElse("")));
    }
    return new Headline(
        "wait",
        "Not ready for a switchover",
        other.role() == Role.NONE
            ? other.name() + " is no backup yet."
            : primary.name() + " carries the calls. What holds the pair back is said below.");
  }

  /** The figure beside the words, so that colour isn't all that tells the tones apart. */
  String icon() {
    String path =
        switch (tone) {
          case "good" -> "M6.5 12.5l3.5 3.5 7.5-8";
          case "wait" -> "M12 7v5.5l3.5 2";
          default -> "M12 6.5v7M12 17v.5";
        };
    return "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><circle cx=\"12\" cy=\"12\" r=\"10.5\"/>"
        + "<path d=\""
        + path
        + "\"/></svg>";
  }
}
