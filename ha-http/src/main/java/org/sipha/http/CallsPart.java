package org.sipha.http;

import org.sipha.core.node.NodeView;

/** The part of the operator's page that shows this node's calls. */
final class CallsPart {
  private CallsPart() {}

  static String html(Snapshot snapshot, CallTrend trend) {
    NodeView view = snapshot.view();
    Long silent = snapshot.sip().secondsWithoutTraffic();
    return """
        <p class="figure"><b>%s</b> held by %s</p>
        %s<dl><dt>Multisite</dt><dd>%s</dd>\
        <dt>Set up since the start</dt><dd>%s</dd>\
        <dt>Answers not protected</dt><dd>%s</dd>\
        <dt>SIP traffic</dt><dd>%s</dd></dl>
        """
        .formatted(
            Words.number(view.calls()),
            Markup.escaped(view.nodeName()),
            trend.svg(),
            Words.number(view.multisiteCalls()),
            Words.number(view.callsCreated()),
            Words.number(view.unprotectedAnswers()),
            silent == null ? "not served here now" : "none for " + Words.duration(silent));
  }
}
