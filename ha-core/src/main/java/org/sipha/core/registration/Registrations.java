package org.sipha.core.registration;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.sipha.core.call.Version;
import org.sipha.core.grid.GridCopy;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.node.Effect.RegistrationAdopted;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.sync.SyncHost;

/**
 * Keeps both nodes' registrations the same (SPEC 3.3). There are at most as many as configured DNs
 * and each is small, so no inventory is needed: in each session the primary tells all it holds, and
 * the backup answers with what it alone holds or holds in a newer version. Of two versions the
 * newer one stays, on either node and in whatever order they come. None is ever deleted, so nothing
 * can come back that was.
 *
 * <pre>
 *   pass     event                                              next
 *   NONE     this node serves, and a peer follows it             TELLING
 *   TELLING  everything is sent, and the question after it       ASKED
 *   ASKED    the backup has told what only it held               DONE
 *   NONE     took over by hand-over within the session           DONE
 *   any      the session ends, or this node stops serving        NONE
 * </pre>
 */
public final class Registrations implements RegistrationDirectory {
  /** A change that is unconfirmed for longer counts as unsynchronized, as with calls (SPEC 2). */
  private static final long LATE_AFTER = Nanos.SECOND;

  private final Turn turn;
  private final Link link;
  private final SyncHost host;
  private final GridCopy grid;
  private final AnswersToRegister answers;
  private final Map<String, RegistrationRecord> table = new ConcurrentSkipListMap<>();

  /** What has to be sent in its latest state, and what the peer hasn't confirmed, since when. */
  private final Set<String> untold = new LinkedHashSet<>();

  private final Map<String, Long> unconfirmed = new LinkedHashMap<>();

  /**
   * Those that the peer hasn't told in this session and hasn't been told, or in an older version.
   */
  private final Set<String> unlike = new LinkedHashSet<>();

  private Pass pass = Pass.NONE;
  private boolean answerOwed;

  private enum Pass {
    NONE,
    TELLING,
    ASKED,
    DONE
  }

  /**
   * Knows of none.
   *
   * @param grid is told what changes while this node serves
   * @param answerTimeoutNanos {@code ha-answer-sync-timeout}, 0 if answers don't wait
   */
  public Registrations(
      Turn turn, Link link, SyncHost host, GridCopy grid, long answerTimeoutNanos) {
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.grid = grid;
    this.answers = new AnswersToRegister(turn, answerTimeoutNanos);
  }

  // ---- what others ask ----

  @Override
  public Optional<Registration> find(String dn) {
    return Optional.ofNullable(table.get(dn)).map(RegistrationRecord::registration);
  }

  @Override
  public List<Registration> all() {
    return table.values().stream().map(RegistrationRecord::registration).toList();
  }

  @Override
  public List<RegistrationRecord> copies() {
    return List.copyOf(table.values());
  }

  /** Number of DNs of which a registration is held, with contacts or without. */
  public int size() {
    return table.size();
  }

  /** Whether the two nodes have told each other what they hold. */
  public boolean areCompared() {
    return pass == Pass.DONE;
  }

  /** Changes that the peer hasn't confirmed. */
  public int unconfirmed() {
    return unconfirmed.size();
  }

  /** Those that hold readiness at 0: missing at the peer, or unconfirmed for 1 s. */
  public int unsynchronized() {
    if (pass != Pass.DONE) {
      return table.size();
    }
    int late = 0;
    for (long since : unconfirmed.values()) {
      if (turn.since(since) <= LATE_AFTER) {
        break;
      }
      late++;
    }
    return late;
  }

  // ---- the SIP side ----

  /** A REGISTER has changed it, or contacts have expired. */
  public void changed(Registration registration, long gate) {
    if (!host.isServing()) {
      turn.debug("ignored a registration of " + registration.dn() + ": not served here");
      return; // whoever serves answers the repeated REGISTER
    }
    RegistrationRecord before = table.get(registration.dn());
    Version version = host.next(before == null ? null : before.version());
    changed(new RegistrationRecord(registration, version));
    if (gate != 0) {
      boolean confirmable = pass != Pass.NONE && link.state() == ConnectionState.ESTABLISHED;
      answers.await(gate, registration.dn(), version, confirmable);
    }
  }

  private void changed(RegistrationRecord copy) {
    table.put(copy.dn(), copy);
    grid.put(copy);
    if (pass != Pass.NONE) {
      markUntold(copy.dn());
    } else {
      unlike.add(copy.dn()); // this node may become backup within the session
    }
  }

  /** The grid has this copy: taken by a node that serves and holds none that is as new. */
  public void recalled(RegistrationRecord copy) {
    RegistrationRecord own = table.get(copy.dn());
    boolean isNewer = own == null || copy.version().isNewerThan(own.version());
    if (host.isServing() && isNewer) {
      changed(copy);
      turn.want(new RegistrationAdopted(copy.dn()));
    }
  }

  private void markUntold(String dn) {
    untold.add(dn);
    unconfirmed.remove(dn); // the order is that of the times
    unconfirmed.put(dn, turn.now());
  }

  // ---- sessions and roles ----

  /** A new session: nothing is known of what the peer holds. */
  public void sessionOpened() {
    untold.clear();
    unconfirmed.clear();
    unlike.clear();
    unlike.addAll(table.keySet());
    answerOwed = false;
    pass = Pass.NONE;
  }

  /** This node serves, and the peer follows it: tells everything. */
  public void begin() {
    pass = Pass.TELLING;
    table.keySet().forEach(this::markUntold);
  }

  /** Took over by hand-over within the session; what only this node holds is told. */
  public void beginLevel() {
    pass = Pass.DONE;
    unlike.forEach(this::markUntold);
    unlike.clear();
    answerOwed = false;
  }

  /**
   * This node doesn't serve any more, or the session is over. What it hasn't told yet it goes on
   * telling while there is a session.
   */
  public void end() {
    pass = Pass.NONE;
    answers.letAllGo();
  }

  /** The connection is suspect: answers don't wait for it. */
  public void connectionSuspect() {
    answers.letAllGo();
  }

  // ---- time ----

  /** Lets go what has waited long enough. */
  public void expire() {
    answers.expire();
  }

  /** Goes on with whatever there is room for. */
  public void pump(long epoch) {
    while (!untold.isEmpty()) {
      String dn = untold.iterator().next();
      if (!link.send(new RegistrationChange(Objects.requireNonNull(table.get(dn))), epoch)) {
        return;
      }
      untold.remove(dn);
    }
    boolean asks = pass == Pass.TELLING;
    if ((asks || answerOwed) && link.send(new RegistrationsTold(), epoch)) {
      answerOwed = false;
      pass = asks ? Pass.ASKED : pass;
    }
  }

  // ---- messages ----

  /** The peer holds this copy. */
  public void told(RegistrationRecord copy) {
    RegistrationRecord own = table.get(copy.dn());
    if (own != null && own.version().isNewerThan(copy.version())) {
      return;
    }
    unlike.remove(copy.dn());
    untold.remove(copy.dn());
    unconfirmed.remove(copy.dn()); // else nothing would: what was sent of it is older now
    if (!copy.equals(own)) {
      table.put(copy.dn(), copy);
      if (host.isServing()) {
        grid.put(copy);
        turn.want(new RegistrationAdopted(copy.dn()));
      }
    }
  }

  /** The peer has told all it holds and this node doesn't. */
  public void allTold() {
    if (pass == Pass.ASKED) {
      pass = Pass.DONE;
    } else if (!host.isServing()) {
      unlike.forEach(this::markUntold);
      unlike.clear();
      answerOwed = true;
    }
  }

  /** The peer has taken a copy, or holds a newer one. */
  public void confirmed(RegistrationRecord copy) {
    RegistrationRecord own = table.get(copy.dn());
    if (own != null && !own.version().isNewerThan(copy.version())) {
      unconfirmed.remove(copy.dn());
    }
    answers.confirmed(copy.dn(), copy.version());
  }
}
