package org.sipha.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;

/** The parts of the operator's page that show the configuration and the certificates. */
final class SettingsParts {
  private SettingsParts() {}

  static String configuration(ConfigurationState state) {
    StringBuilder out = new StringBuilder(1_024);
    Rejected rejected = state.rejected();
    Server server = state.server();
    if (rejected != null) {
      out.append("<p class=\"remark\">The present one is rejected since ");
      out.append(Words.day(rejected.at())).append(", the one before holds:</p>\n<ul>");
      rejected.problems().stream()
          .limit(5)
          .forEach(problem -> out.append("<li>").append(Markup.escaped(problem)).append("</li>"));
      out.append("</ul>\n");
    }
    if (server != null && server.trouble() != null) {
      out.append("<p class=\"remark\">The configuration server is not reached since ");
      out.append(Words.day(server.since())).append(", what holds goes on: ");
      out.append(Markup.escaped(server.trouble())).append("</p>\n");
      if (server.copyKeptAt() != null) {
        out.append("<p class=\"remark\">This server started with the copy kept at ");
        out.append(Words.day(server.copyKeptAt())).append(".</p>\n");
      }
    }
    if (state.waiting().isEmpty()) {
      out.append("<p>Everything that was taken is in force.</p>\n");
    } else {
      waiting(out, state.waiting());
    }
    out.append("<p class=\"about\">read from ").append(Markup.escaped(state.source()));
    out.append(" at ").append(Words.day(state.readAt()));
    return out.append(" &middot; <a href=\"/config\">all options</a></p>\n").toString();
  }

  private static void waiting(StringBuilder out, List<Waiting> changes) {
    out.append("<p>Configured and not yet in force:</p>\n<ul>");
    for (Waiting change : changes) {
      out.append("<li>[").append(Markup.escaped(change.section())).append("] ");
      out.append(Markup.escaped(change.name())).append(": ").append(shown(change.inForce()));
      out.append(" in force, ").append(shown(change.configured())).append(" configured; ");
      out.append(Markup.escaped(change.waitsFor())).append("</li>");
    }
    out.append("</ul>\n");
  }

  private static String shown(@Nullable String value) {
    return value == null ? "nothing" : Markup.escaped(value);
  }

  static String certificates(List<CertificateState> certificates) {
    if (certificates.isEmpty()) {
      return "<p class=\"empty\">This server uses no certificate.</p>\n";
    }
    StringBuilder out = new StringBuilder(1_024);
    out.append("<table><thead><tr><th scope=\"col\">Option</th><th scope=\"col\">Made out to</th>");
    out.append("<th scope=\"col\">Valid until</th></tr></thead>\n<tbody>");
    for (CertificateState certificate : certificates) {
      out.append("<tr><td>").append(Markup.escaped(certificate.option())).append("</td><td>");
      out.append(Markup.escaped(certificate.subject())).append("</td><td");
      out.append(certificate.expiresSoon() ? " class=\"remark\">" : ">");
      out.append(Words.date(certificate.notAfter())).append(", ");
      out.append(
          certificate.daysLeft() < 0
              ? "has expired"
              : Words.count(certificate.daysLeft(), "day") + " left");
      out.append("</td></tr>\n");
    }
    return out.append("</tbody></table>\n").toString();
  }
}
