package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;

/** What both servers say of themselves at one moment, or why they don't. */
record PairReport(List<OneReport> servers) {
  PairReport {
    servers = List.copyOf(servers);
  }

  /** Of one server: its status, or the trouble in asking for it. */
  record OneReport(ServerPlace place, @Nullable JsonObject status, @Nullable String trouble) {
    private boolean isOfThePrimary() {
      return status != null && "primary".equals(status.getString("role"));
    }
  }

  /**
   * Asks these servers; if there is only one, its peer too, which is where the server says that it
   * is.
   */
  static PairReport of(List<ServerPlace> places) {
    List<OneReport> reports = new ArrayList<>();
    places.forEach(place -> reports.add(ask(place)));
    if (reports.size() == 1) {
      peerNamedBy(reports.get(0)).ifPresent(peer -> reports.add(ask(peer)));
    }
    return new PairReport(reports);
  }

  private static OneReport ask(ServerPlace place) {
    try {
      return new OneReport(place, new NodeClient(place).status(), null);
    } catch (IOException e) {
      return new OneReport(place, null, CommandFailure.reason(e));
    }
  }

  private static Optional<ServerPlace> peerNamedBy(OneReport report) {
    if (report.status == null) {
      return Optional.empty();
    }
    JsonObject connection = report.status.getJsonObject("haConnection");
    String name = connection.getString("peer");
    String address = connection.getString("peerHttpAddress");
    return name == null || address == null
        ? Optional.empty()
        : Optional.of(report.place.peer(name, address));
  }

  boolean isAnyReached() {
    return servers.stream().anyMatch(report -> report.status != null);
  }

  /** The server that serves SIP; empty if none says that it does. */
  Optional<OneReport> primary() {
    return servers.stream().filter(OneReport::isOfThePrimary).findFirst();
  }

  /** In words, for a terminal. */
  List<String> lines(Instant now) {
    List<String> lines = new ArrayList<>();
    for (OneReport report : servers) {
      if (report.status == null) {
        lines.add(StatusText.unreachable(report.place, String.valueOf(report.trouble)));
      } else {
        lines.addAll(StatusText.of(report.place, report.status, now));
      }
    }
    return lines;
  }

  /** All that the servers say, for programs. */
  JsonObject json() {
    JsonArray all = new JsonArray();
    for (OneReport report : servers) {
      all.add(
          new JsonObject()
              .put("server", report.place.name())
              .put("url", report.place.url())
              .put("status", report.status)
              .put("trouble", report.trouble));
    }
    return new JsonObject().put("servers", all);
  }
}
