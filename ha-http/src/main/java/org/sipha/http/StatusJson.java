package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.grid.GridView;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.role.SelfCheck;
import org.sipha.core.sync.Batch;
import org.sipha.http.Block.Statistic;
import org.sipha.http.Block.Table;

/**
 * A node as JSON: the keys of SPEC 7 at the top level, then what else operators ask for, then the
 * blocks.
 */
final class StatusJson {
  private StatusJson() {}

  static JsonObject of(Snapshot snapshot, List<Block> blocks) {
    NodeView view = snapshot.view();
    Moment moment = snapshot.moment();
    JsonObject json =
        new JsonObject()
            .put("role", view.role().toString())
            .put("epoch", view.epoch())
            .put("haConnection", connection(view.connection(), moment))
            .put("readyForSwitchover", bit(view.readiness().forSwitchover()))
            .put("readyForUpgrade", bit(view.readiness().forUpgrade()))
            .put("blockers", blockers(view.readiness().blockers()))
            .put("notes", blockers(view.readiness().notes()))
            .put("synchronization", synchronization(view.synchronization(), moment))
            .put("server", view.nodeName())
            .put("serverId", view.serverId())
            .put("version", view.productVersion())
            .put("roleSince", moment.at(view.roleSinceNanos()).toString())
            .put("phase", view.phase())
            .put("serving", view.serving())
            .put("right", right(view, moment))
            .put("starting", view.starting())
            .put("selfChecks", selfChecks(view.selfChecks()))
            .put("busy", view.busy())
            .put("labSettling", view.labSettling())
            .put("calls", view.calls())
            .put("multisiteCalls", view.multisiteCalls())
            .put("unprotectedAnswers", view.unprotectedAnswers())
            .put("unprotectedCalls", ids(view.unprotectedCalls()))
            .put("doubleFailures", doubleFailures(view.doubleFailures(), moment))
            .put("peer", peer(view.peer()))
            .put("configuration", ConfigurationPages.summary(snapshot.configuration()))
            .put("certificates", certificates(snapshot.certificates()))
            .put("sip", sip(snapshot.sip()));
    GridView grid = view.grid();
    if (grid != null) {
      json.put("grid", GridFigures.json(grid, moment));
    }
    blocks.forEach(block -> json.put(block.name(), block(block)));
    return json;
  }

  /** Blockers as SPEC 7 shows them everywhere: code and text. */
  static JsonArray blockers(List<Blocker> blockers) {
    JsonArray array = new JsonArray();
    blockers.forEach(b -> array.add(blocker(b)));
    return array;
  }

  /** One blocker. */
  static JsonObject blocker(Blocker blocker) {
    return new JsonObject().put("code", blocker.code().toString()).put("text", blocker.text());
  }

  private static JsonObject connection(Connection connection, Moment moment) {
    Refusal refusal = connection.refusal();
    return new JsonObject()
        .put("state", connection.state().toString())
        .put("since", moment.at(connection.sinceNanos()).toString())
        .put("peer", connection.peerName())
        .put("session", id(connection.session()))
        .put("establishedAt", time(connection.establishedNanos(), moment))
        .put("peerVersion", connection.peerProductVersion())
        .put("peerHttpAddress", connection.peerHttpAddress())
        .put("protocol", connection.protocol() == 0 ? null : connection.protocol())
        .put("clockDifferenceMillis", connection.clockDifferenceMillis())
        .put("refusal", refusal == null ? null : refusal.text())
        .put("refused", refusal == null ? null : refused(refusal))
        .put("settingsThatDiffer", new JsonArray(connection.settingsThatDiffer()))
        .put("lastTrouble", connection.lastTrouble())
        .put("retries", connection.retries().inWords())
        .put("failedTries", connection.retries().failed())
        .put("losses", connection.retries().losses())
        .put("nextTryInSeconds", moment.secondsUntil(connection.retries().nextNanos()))
        .put("outstandingFrames", connection.outstandingFrames());
  }

  private static JsonObject refused(Refusal refusal) {
    return new JsonObject().put("reason", refusal.reason().name()).put("text", refusal.text());
  }

  private static JsonObject right(NodeView view, Moment moment) {
    return new JsonObject()
        .put("state", view.right().state().toString())
        .put("secondsLeft", RightShown.secondsLeftOrNull(view, moment));
  }

  private static JsonArray selfChecks(List<SelfCheck> checks) {
    JsonArray array = new JsonArray();
    for (SelfCheck check : checks) {
      array.add(
          new JsonObject()
              .put("name", check.name())
              .put("state", check.state().toString())
              .put("text", check.text()));
    }
    return array;
  }

  private static JsonObject synchronization(Synchronization sync, Moment moment) {
    JsonArray batches = new JsonArray();
    sync.batches().forEach(batch -> batches.add(batch(batch, moment)));
    return new JsonObject()
        .put("state", sync.state().toString())
        .put("missing", known(HaBlocks.missing(sync)))
        .put("synchronized", known(HaBlocks.synchronizedCalls(sync)))
        .put("limitInForce", known(HaBlocks.limitInForce(sync)))
        .put("limitConfigured", sync.limitConfigured())
        .put("secondsLeft", known(HaBlocks.secondsLeft(sync)))
        .put("batches", batches);
  }

  private static JsonObject batch(Batch batch, Moment moment) {
    return new JsonObject()
        .put("number", batch.number())
        .put("calls", batch.calls())
        .put("startedAt", moment.at(batch.startedNanos()).toString())
        .put("confirmedAt", time(batch.confirmedNanos(), moment));
  }

  private static JsonArray doubleFailures(List<DoubleFailure> failures, Moment moment) {
    JsonArray array = new JsonArray();
    for (DoubleFailure failure : failures) {
      array.add(
          new JsonObject()
              .put("at", moment.at(failure.atNanos()).toString())
              .put("cause", failure.cause())
              .put("lostKnown", ids(failure.lostKnown()))
              .put("lostCount", failure.lostCount() >= 0 ? failure.lostCount() : null));
    }
    return array;
  }

  private static JsonArray ids(List<CallId> calls) {
    JsonArray ids = new JsonArray();
    calls.forEach(id -> ids.add(id.toString()));
    return ids;
  }

  private static @Nullable JsonObject peer(@Nullable PeerStatus peer) {
    if (peer == null) {
      return null;
    }
    return new JsonObject()
        .put("role", peer.role().toString())
        .put("epoch", peer.epoch())
        .put("readyForSwitchover", bit(peer.readyForSwitchover()))
        .put("readyForUpgrade", bit(peer.readyForUpgrade()))
        .put("blockers", blockers(peer.blockers()))
        .put("calls", peer.calls())
        .put("starting", peer.starting())
        .put("stopping", peer.stopping())
        .put("busy", peer.busy());
  }

  private static JsonArray certificates(List<CertificateState> certificates) {
    JsonArray array = new JsonArray();
    for (CertificateState certificate : certificates) {
      array.add(
          new JsonObject()
              .put("option", certificate.option())
              .put("subject", certificate.subject())
              .put("notAfter", certificate.notAfter().toString())
              .put("daysLeft", certificate.daysLeft()));
    }
    return array;
  }

  private static JsonObject sip(SipFigures sip) {
    return new JsonObject()
        .put("secondsWithoutTraffic", sip.secondsWithoutTraffic())
        .put("requestsReceived", sip.requestsReceived() + sip.retransmissionsReceived())
        .put("requestsSent", sip.requestsSent() + sip.retransmissionsSent())
        .put("answersReceived", sum(sip.answersReceived()))
        .put("answersSent", sum(sip.answersSent()))
        .put("malformed", sip.malformed())
        .put("unrecordedEnds", sip.unrecordedEnds());
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  private static JsonObject block(Block block) {
    JsonObject json = object(block.statistics());
    for (Table table : block.tables()) {
      JsonArray rows = new JsonArray();
      table.rows().forEach(row -> rows.add(object(row)));
      json.put(table.id(), rows);
    }
    return json;
  }

  private static JsonObject object(List<Statistic> statistics) {
    JsonObject json = new JsonObject();
    statistics.forEach(statistic -> json.put(statistic.name(), statistic.value()));
    return json;
  }

  private static int bit(boolean value) {
    return value ? 1 : 0;
  }

  private static @Nullable Integer known(OptionalInt figure) {
    return figure.isPresent() ? figure.getAsInt() : null;
  }

  /** A 64-bit id is a text: JSON numbers lose the last digits in many clients. 0 means none. */
  private static @Nullable String id(long session) {
    return session == 0 ? null : Long.toUnsignedString(session);
  }

  /** 0 means not yet. */
  private static @Nullable String time(long nanos, Moment moment) {
    return nanos == 0 ? null : moment.at(nanos).toString();
  }
}
