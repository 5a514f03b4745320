package org.sipha.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.Blocker;

/**
 * The operator's page: this node as it sees itself, the other one as it last said of itself, and
 * what is between them. Rendered here alone; the script in the page only fetches it again.
 */
final class OperatorPage {
  /** What may become a link, of what the peer says about itself. */
  private static final Pattern ADDRESS = Pattern.compile("(https://)?[A-Za-z0-9.:\\[\\]-]{1,255}");

  private final Snapshot snapshot;
  private final NodeView view;
  private final StringBuilder out = new StringBuilder(8_192);

  private OperatorPage(Snapshot snapshot) {
    this.snapshot = snapshot;
    this.view = snapshot.view();
  }

  static String of(Snapshot snapshot) {
    OperatorPage page = new OperatorPage(snapshot);
    page.header();
    page.nodes();
    page.connection();
    page.synchronization();
    page.configuration();
    page.certificates();
    page.sipTraffic();
    page.doubleFailures();
    return HtmlFrame.live(snapshot.view().nodeName() + ": HA pair", page.out.toString());
  }

  private void header() {
    out.append("<header><h1>HA pair</h1><p>as ").append(Markup.escaped(view.nodeName()));
    out.append(" sees it at ").append(snapshot.moment().at(snapshot.moment().nanos()));
    out.append(" &middot; <a href=\"/server\">figures</a> &middot; <a href=\"/calls\">calls</a>");
    out.append("</p></header>\n");
    if (view.labSettling()) {
      out.append("<p class=\"warn\">The settling time is shortened for a test.</p>\n");
    }
  }

  private void nodes() {
    out.append("<div class=\"nodes\">\n");
    String role = view.starting() ? "starting" : view.role().toString();
    card(
        view.nodeName(),
        "this server, " + view.phase() + ", version " + view.productVersion(),
        new Said(role, view.epoch(), view.calls()),
        view.readiness().forSwitchover(),
        view.readiness().forUpgrade(),
        view.readiness().blockers());
    Connection connection = view.connection();
    String peerName = connection.peerName() == null ? "the other server" : connection.peerName();
    PeerStatus peer = view.peer();
    if (peer == null) {
      out.append("<section class=\"node\"><h2>").append(Markup.escaped(peerName));
      out.append("</h2><p class=\"about\">not connected</p>");
      peerLink(connection.peerHttpAddress());
      out.append("</section>\n");
    } else {
      String peerRole = peer.starting() ? "starting" : peer.role().toString();
      card(
          peerName,
          "as it last said" + version(connection.peerProductVersion()),
          new Said(peerRole, peer.epoch(), peer.calls()),
          peer.readyForSwitchover(),
          peer.readyForUpgrade(),
          peer.blockers());
    }
    out.append("</div>\n");
  }

  private record Said(String role, long epoch, int calls) {}

  private void card(
      String name,
      String about,
      Said said,
      boolean forSwitchover,
      boolean forUpgrade,
      List<Blocker> blockers) {
    out.append("<section class=\"node\"><h2>").append(Markup.escaped(name));
    out.append(" <span class=\"role ").append(said.role).append("\">").append(said.role);
    out.append("</span></h2>\n<p class=\"about\">").append(Markup.escaped(about)).append("</p>\n");
    out.append("<dl><dt>Calls</dt><dd>").append(number(said.calls)).append("</dd>");
    out.append("<dt>Epoch</dt><dd>").append(said.epoch).append("</dd>");
    verdict("Ready for switchover", forSwitchover);
    verdict("Ready for upgrade", forUpgrade);
    out.append("</dl>\n");
    list("blockers", blockers);
    out.append("</section>\n");
  }

  private void verdict(String what, boolean yes) {
    out.append("<dt>").append(what).append("</dt><dd class=\"").append(yes ? "yes" : "no");
    out.append("\">").append(yes ? "yes" : "no").append("</dd>");
  }

  private void list(String kind, List<Blocker> blockers) {
    if (!blockers.isEmpty()) {
      out.append("<ul class=\"").append(kind).append("\">");
      blockers.forEach(
          b -> out.append("<li>").append(Markup.escaped(b.toString())).append("</li>"));
      out.append("</ul>\n");
    }
  }

  private @Nullable String tries(Connection connection) {
    String words = connection.retries().inWords();
    Double seconds = snapshot.moment().secondsUntil(connection.retries().nextNanos());
    if (seconds == null) {
      return words.isEmpty() ? null : words;
    }
    return (words.isEmpty() ? "" : words + ", ") + "the next one in " + seconds + " s";
  }

  private void connection() {
    Connection connection = view.connection();
    out.append("<section><h2>HA connection</h2>\n<p><span class=\"").append(connection.state());
    out.append("\">").append(connection.state()).append("</span> for ");
    out.append(duration(snapshot.moment().secondsSince(connection.sinceNanos())));
    out.append("</p>\n");
    remark("The handshake was refused: ", connection.refusal());
    remark("Last trouble: ", connection.lastTrouble());
    remark("Tries: ", tries(connection));
    if (!connection.settingsThatDiffer().isEmpty()) {
      remark(
          "Settings that differ between the two: ",
          String.join(", ", connection.settingsThatDiffer()));
    }
    list("notes", view.readiness().notes());
    if (view.peer() != null) {
      peerLink(connection.peerHttpAddress());
    }
    out.append("</section>\n");
  }

  private void synchronization() {
    Synchronization sync = view.synchronization();
    out.append("<section><h2>Synchronization</h2>\n<p>").append(sync.state());
    HaBlocks.missing(sync)
        .ifPresent(
            missing -> {
              int done = sync.synchronizedCalls();
              out.append(": ").append(number(done)).append(" of ");
              out.append(number((long) missing + done)).append(" missing calls synchronized");
              HaBlocks.secondsLeft(sync)
                  .ifPresent(s -> out.append(s == 0 ? "" : ", about " + duration(s) + " left"));
              int all = Math.max(1, missing + done);
              out.append("</p>\n<p><progress max=\"").append(all).append("\" value=\"");
              out.append(missing + done == 0 ? 1 : done).append("\"></progress>");
            });
    out.append("</p>\n<p class=\"about\">at once: ");
    HaBlocks.limitInForce(sync)
        .ifPresent(limit -> out.append(limit).append(" calls in this session, "));
    out.append(sync.limitConfigured()).append(" configured</p>\n</section>\n");
  }

  /** Nothing to see as long as all that is configured is in force. */
  private void configuration() {
    ConfigurationState state = snapshot.configuration();
    ConfigurationState.Rejected rejected = state.rejected();
    ConfigurationState.Server server = state.server();
    boolean isUnreached = server != null && server.trouble() != null;
    if (state.waiting().isEmpty() && rejected == null && !isUnreached) {
      return;
    }
    out.append("<section><h2>Configuration</h2>\n");
    if (server != null && isUnreached) {
      remark(
          "The configuration server is not reached, what holds goes on: ",
          state.source() + " " + server.trouble());
      if (server.copyKeptAt() != null) {
        remark("This server started with the copy kept at ", server.copyKeptAt().toString());
      }
    }
    if (rejected != null) {
      remark("The present one is rejected, the one before holds: ", rejected.problems().get(0));
    }
    out.append("<ul class=\"notes\">");
    for (ConfigurationState.Waiting change : state.waiting()) {
      out.append("<li>[").append(Markup.escaped(change.section())).append("] ");
      out.append(Markup.escaped(change.name())).append(": ").append(shown(change.inForce()));
      out.append(" in force, ").append(shown(change.configured())).append(" configured; ");
      out.append(Markup.escaped(change.waitsFor())).append("</li>");
    }
    out.append("</ul>\n<p><a href=\"/config\">all options</a></p>\n</section>\n");
  }

  private static String shown(@Nullable String value) {
    return value == null ? "nothing" : Markup.escaped(value);
  }

  /** Nothing to see as long as nobody has to act. */
  private void certificates() {
    List<CertificateState> expiring =
        snapshot.certificates().stream().filter(CertificateState::expiresSoon).toList();
    if (expiring.isEmpty()) {
      return;
    }
    out.append("<section><h2>Certificates</h2>\n<ul class=\"notes\">");
    for (CertificateState certificate : expiring) {
      out.append("<li>").append(Markup.escaped(certificate.option())).append(": ");
      out.append(Markup.escaped(certificate.subject()));
      out.append(certificate.daysLeft() < 0 ? " has expired at " : " expires at ");
      out.append(certificate.notAfter());
      if (certificate.daysLeft() >= 0) {
        out.append(", days left: ").append(certificate.daysLeft());
      }
      out.append("</li>");
    }
    out.append("</ul>\n</section>\n");
  }

  private void sipTraffic() {
    Long seconds = snapshot.sip().secondsWithoutTraffic();
    out.append("<section><h2>SIP traffic</h2>\n<p>");
    if (seconds == null) {
      out.append("this server doesn't serve SIP now");
    } else {
      out.append("none for ").append(duration(seconds));
    }
    out.append("</p>\n<p class=\"about\">for a VIP manager or a person to judge: ");
    out.append("the pair itself doesn't judge the SIP network</p>\n</section>\n");
  }

  private void doubleFailures() {
    if (view.doubleFailures().isEmpty()) {
      return;
    }
    out.append("<section><h2>Double failures</h2>\n<ul class=\"blockers\">");
    for (DoubleFailure failure : view.doubleFailures()) {
      out.append("<li>").append(snapshot.moment().at(failure.atNanos())).append(": ");
      out.append(Markup.escaped(failure.cause())).append("; calls lost: ");
      out.append(failure.lostCount() < 0 ? "unknown" : number(failure.lostCount()));
      out.append("</li>");
    }
    out.append("</ul>\n</section>\n");
  }

  private void remark(String what, @Nullable String text) {
    if (text != null) {
      out.append("<p class=\"warn\">").append(what).append(Markup.escaped(text)).append("</p>\n");
    }
  }

  private void peerLink(@Nullable String address) {
    if (address != null && ADDRESS.matcher(address).matches()) {
      out.append("<p><a href=\"")
          .append(PeerAddress.url(address))
          .append("\">its own page</a></p>\n");
    }
  }

  private static String version(@Nullable String version) {
    return version == null ? "" : ", version " + version;
  }

  private static String number(long figure) {
    return String.format(Locale.ROOT, "%,d", figure);
  }

  /** For example 00:42:10. */
  private static String duration(long seconds) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
