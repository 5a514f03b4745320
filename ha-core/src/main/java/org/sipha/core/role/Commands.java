package org.sipha.core.role;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.NodeBlocker;
import org.sipha.core.link.PeerMessage.SwitchoverAnswer;
import org.sipha.core.link.PeerMessage.SwitchoverRequest;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Effect.Reply;
import org.sipha.core.node.Input.Command;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Primary;

/**
 * Switchover, promote, demote and compare as operators and VIP managers say them, on either node
 * (SPEC 4 and 7).
 */
public final class Commands {
  private static final long ANSWER_WITHIN = 10 * Nanos.SECOND;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final RoleMachine role;

  /** Commands that wait for the primary's answer, or for this node to serve. */
  private final Map<Long, Long> forwardedUntil = new LinkedHashMap<>();

  private @Nullable Long promoting;
  private long promotingUntil;
  private @Nullable Long demoting;

  Commands(NodeSettings settings, Turn turn, Link link, RoleHost host, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.role = role;
  }

  /** An operator or VIP manager commands. */
  public void command(Command command) {
    turn.event(
        EventCode.COMMAND, "command: " + command.kind() + (command.force() ? ", forced" : ""));
    boolean primary = role.role() == Role.PRIMARY;
    if (command.kind() == Command.Kind.PROMOTE && primary) {
      reply(command.number(), Outcome.DONE, settings.nodeName() + " is primary already");
    } else if (command.kind() == Command.Kind.DEMOTE && !primary && !role.isBusy()) {
      reply(command.number(), Outcome.DONE, settings.nodeName() + " is not primary");
    } else if (role.isBusy() || promoting != null) {
      reply(command.number(), Outcome.BUSY, "another role change is running: " + role.phaseName());
    } else if (command.kind() == Command.Kind.COMPARE) {
      compare(command.number(), primary);
    } else if (command.kind() == Command.Kind.SWITCHOVER) {
      switchover(command, primary);
    } else if (link.state() == ConnectionState.SUSPECT) {
      reply(command.number(), Outcome.BUSY, "the HA connection is suspect, try again in a moment");
    } else if (link.state() == ConnectionState.ESTABLISHED && (primary || role.isPeerPrimary())) {
      switchover(command, primary);
    } else if (command.kind() == Command.Kind.PROMOTE) {
      promoting = command.number();
      promotingUntil = turn.now() + ANSWER_WITHIN;
      role.right().askAtOnce();
    } else {
      demoting = command.number();
      role.standDown("told to demote while the HA connection is down", new Idle(true));
    }
  }

  private void compare(long command, boolean primary) {
    Optional<String> whyNot =
        primary
            ? host.compareInFull()
            : Optional.of(settings.nodeName() + " is not primary: ask the other server");
    reply(
        command,
        whyNot.isPresent() ? Outcome.REFUSED : Outcome.DONE,
        whyNot.orElse("all calls are being compared: the status shows what was found"));
  }

  private void switchover(Command command, boolean primary) {
    if (primary) {
      handOver(new Requester.Operator(command.number()), command.force());
    } else if (link.session().isPresent() && role.isPeerPrimary()) {
      forwardedUntil.put(command.number(), turn.now() + ANSWER_WITHIN);
      link.sendControl(
          new SwitchoverRequest(command.number(), command.force()), role.highestEpoch());
    } else {
      refuse(new Requester.Operator(command.number()), "neither node is known to be primary");
    }
  }

  /** The other node was told to switch over. */
  public void requested(SwitchoverRequest message) {
    Requester requester = new Requester.Peer(message.request());
    turn.event(
        EventCode.COMMAND,
        "the peer was told to switch over" + (message.force() ? ", forced" : ""));
    if (role.isBusy()) {
      answer(requester, Outcome.BUSY, "another role change is running: " + role.phaseName());
    } else if (role.role() != Role.PRIMARY) {
      refuse(requester, settings.nodeName() + " is not primary");
    } else {
      handOver(requester, message.force());
    }
  }

  private void handOver(Requester requester, boolean force) {
    boolean safe = isSwitchoverSafe();
    if (role.peer().map(PeerStatus::busy).orElse(false)) {
      answer(requester, Outcome.BUSY, "the other node is changing its role");
    } else if (role.right().needsPromise()) {
      refuse(requester, "the right to serve can't be renewed, so that nobody else could get it");
    } else if (!hasSuccessor()) {
      refuse(requester, "no backup is there to take over");
    } else if (!safe && !force) {
      refuse(requester, "a switchover is not safe now");
    } else {
      if (!safe) {
        host.noteDoubleFailure("a forced switchover", true);
      }
      role.handOvers().begin(requester, force);
    }
  }

  /** Whether a backup is connected that could take over, ready or not. */
  boolean hasSuccessor() {
    PeerStatus other = role.peer().orElse(null);
    return link.state() == ConnectionState.ESTABLISHED
        && other != null
        && other.role() == Role.BACKUP
        && !other.stopping();
  }

  /** Whether both nodes report 1. */
  boolean isSwitchoverSafe() {
    return host.readiness().forSwitchover()
        && role.peer().map(PeerStatus::readyForSwitchover).orElse(false);
  }

  private void refuse(Requester requester, String text) {
    List<NodeBlocker> blockers = blockersOfBothNodes();
    String why =
        blockers.stream()
            .map(blocker -> blocker.node() + " " + blocker.blocker())
            .collect(Collectors.joining("; "));
    turn.event(
        EventCode.SWITCHOVER_REFUSED,
        "refused: " + text + (blockers.isEmpty() ? "" : " (" + why + ")"));
    send(requester, new CommandResult(Outcome.REFUSED, text, primaryName(), blockers));
  }

  private List<NodeBlocker> blockersOfBothNodes() {
    List<NodeBlocker> blockers = new ArrayList<>();
    Readiness own = host.readiness();
    own.blockers().forEach(b -> blockers.add(new NodeBlocker(settings.nodeName(), b)));
    if (link.state() == ConnectionState.SUSPECT) {
      blockers.add(
          new NodeBlocker(
              settings.nodeName(),
              new Blocker(
                  BlockerCode.HA_CONNECTION_SUSPECT,
                  "for " + Nanos.millis(turn.since(link.stateSince())))));
    }
    String peerName = link.session().map(s -> s.peer().nodeName()).orElse("peer");
    role.peer()
        .ifPresent(p -> p.blockers().forEach(b -> blockers.add(new NodeBlocker(peerName, b))));
    return blockers;
  }

  // ---- answers ----

  /** The primary's answer to a command that was given here. */
  public void answered(SwitchoverAnswer message) {
    if (forwardedUntil.remove(message.request()) != null) {
      turn.want(new Reply(message.request(), message.result()));
    }
  }

  void answer(Requester requester, Outcome outcome, String text) {
    send(requester, new CommandResult(outcome, text, primaryName(), List.of()));
  }

  private void send(Requester requester, CommandResult result) {
    if (requester instanceof Requester.Operator operator) {
      turn.want(new Reply(operator.command(), result));
    } else if (requester instanceof Requester.Peer) {
      link.sendControl(
          new SwitchoverAnswer(((Requester.Peer) requester).request(), result),
          role.highestEpoch());
    }
  }

  private void reply(long command, Outcome outcome, String text) {
    answer(new Requester.Operator(command), outcome, text);
  }

  private @Nullable String primaryName() {
    if (role.role() == Role.PRIMARY) {
      return settings.nodeName();
    }
    return role.isPeerPrimary() ? link.session().map(s -> s.peer().nodeName()).orElse(null) : null;
  }

  // ---- promote and demote that aren't a switchover ----

  boolean wantsPromotion() {
    return promoting != null;
  }

  void promotionBegins() {
    promotingUntil = turn.now() + ANSWER_WITHIN;
  }

  void promotionDenied(String text) {
    finishPromotion(Outcome.REFUSED, "the arbiter doesn't grant it: " + text);
  }

  void promotionFailed(String text) {
    finishPromotion(Outcome.FAILED, text);
  }

  private void finishPromotion(Outcome outcome, String text) {
    Long command = promoting;
    promoting = null;
    if (command != null) {
      reply(command, outcome, text);
    }
  }

  /** This node serves: whoever wanted that here has it. */
  void serving() {
    finishPromotion(Outcome.DONE, settings.nodeName() + " is primary");
    List.copyOf(forwardedUntil.keySet())
        .forEach(number -> reply(number, Outcome.DONE, settings.nodeName() + " is primary"));
    forwardedUntil.clear();
  }

  /** Time has passed. */
  void consider() {
    Long demoted = demoting;
    if (demoted != null && (role.phase() instanceof Idle || role.phase() instanceof Primary)) {
      demoting = null;
      reply(demoted, Outcome.DONE, settings.nodeName() + " serves no longer");
    }
    if (promoting != null && turn.now() >= promotingUntil) {
      finishPromotion(Outcome.UNKNOWN, "no answer in time");
    }
    forwardedUntil
        .entrySet()
        .removeIf(
            entry -> {
              boolean late = turn.now() >= entry.getValue();
              if (late) {
                reply(entry.getKey(), Outcome.UNKNOWN, "the confirmation was lost");
              }
              return late;
            });
  }
}
