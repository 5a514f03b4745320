package org.sipha.core.link;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.Ack;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Fenced;
import org.sipha.core.link.Frame.Goodbye;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.Resumption;
import org.sipha.core.link.Handshakes.Socket;
import org.sipha.core.link.PeerMessage.SettingsConfigured;
import org.sipha.core.node.Effect.Dial;
import org.sipha.core.node.Effect.SendFrame;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;

/**
 * The HA connection of one node: sockets come and go below it, sessions are what the rest of the
 * node sees.
 *
 * <pre>
 *   from         event                                             to
 *   DOWN         both Hellos accepted on a socket                  ESTABLISHED, new session
 *   ESTABLISHED  the socket closes, or no proof for 0.4 x timeout  SUSPECT
 *   SUSPECT      proof on the same socket                          ESTABLISHED
 *   SUSPECT      Hellos with the same session on another socket    ESTABLISHED, session resumed
 *   any          Hellos that open another session                  ESTABLISHED, the old session ended before
 *   SUSPECT      no proof for addp-timeout                         DOWN
 *   any          goodbye, gap in time, nothing confirmed for 10 s  DOWN
 * </pre>
 *
 * <p><i>Proof</i> is a heartbeat of the peer's core that echoes one of ours: it shows, on our own
 * clock, that both directions and both cores worked when ours was sent. Silence means "connection
 * lost", never "peer dead".
 */
public final class Link {
  private static final long HEARTBEAT_EVERY = 100 * Nanos.MILLI;
  private static final long CONFIRM_WITHIN = 10 * Nanos.SECOND;
  private static final int NONE = -1;

  private final NodeSettings settings;
  private final Turn turn;
  private final LinkListener listener;
  private final Dialling dialling;
  private final Contact contact = new Contact();
  private final Liveness liveness;
  private final PeerClock peerClock;
  private final Handshakes handshakes;

  private ConnectionState state = ConnectionState.DOWN;
  private long stateSince;
  private @Nullable Session session;
  private long socketInUse = NONE;
  private long lastHeartbeatSent;
  private long lastProgressNanos;
  private long ackedReceived;
  private long lastIncarnation;
  private long sessionsEstablished;
  private @Nullable String lastTrouble;

  /** A connection that is down; it dials when it first ticks. */
  public Link(NodeSettings settings, Turn turn, LinkListener listener) {
    this.settings = settings;
    this.turn = turn;
    this.listener = listener;
    this.dialling = new Dialling(settings.regularDialler(), settings.incarnation(), turn.now());
    this.liveness = new Liveness(turn, settings.addpTimeout().toNanos());
    this.peerClock = new PeerClock(turn);
    this.stateSince = turn.now();
    this.handshakes = new Handshakes(settings, turn, contact, listener::ownStatus);
    this.lastHeartbeatSent = turn.now() - HEARTBEAT_EVERY;
  }

  // ---- what others ask ----

  /** Established, suspect or down. */
  public ConnectionState state() {
    return state;
  }

  /** When that state began. */
  public long stateSince() {
    return stateSince;
  }

  /** The open session, if there is one. */
  public Optional<Session> session() {
    return Optional.ofNullable(session);
  }

  /** Sessions so far; a resumed one counts once. */
  public long sessionsEstablished() {
    return sessionsEstablished;
  }

  /** Whether the session's socket is gone, so that the peer's process may be, too. */
  public boolean isSocketLost() {
    return session != null && socketInUse == NONE;
  }

  /** Until when a verdict that rests on the peer may be believed. */
  public long believedUntil() {
    return session == null ? turn.now() : liveness.believedUntil();
  }

  /** Whether the peer has answered a heartbeat that was sent then or later. */
  public boolean hasEchoed(long sentNanos) {
    return liveness.hasEchoed(sentNanos);
  }

  /**
   * Milliseconds by which the peer's wall clock is ahead of this node's; empty if it isn't known.
   */
  public OptionalLong clockDifferenceMillis() {
    return peerClock.difference();
  }

  /**
   * Whether the peer has yet to tell its clock, which it should do within that time of the begin of
   * a session in which clocks are told.
   */
  public boolean isPeerClockDue(long withinNanos) {
    return session != null
        && session.tellsWallClock()
        && peerClock.now() != null
        && peerClock.difference().isEmpty()
        && turn.since(session.establishedNanos()) < withinNanos;
  }

  /** This node's wall clock showed that at that moment of the monotonic one. */
  public void wallClockRead(long millis, long atNanos) {
    peerClock.own(millis, atNanos);
  }

  /**
   * The configuration has changed: both nodes compare these, at once within a session and else in
   * the next handshake (SPEC 6).
   */
  public void sharedSettings(Map<String, String> hashes) {
    handshakes.sharedSettings(hashes);
    if (session != null) {
      tellSettings();
      compareSettings(session);
    }
  }

  private void tellSettings() {
    sendControl(
        new SettingsConfigured(handshakes.sharedSettings()), listener.ownStatus().highestEpoch());
  }

  private void compareSettings(Session open) {
    boolean changed = contact.compare(handshakes.sharedSettings());
    String differing = String.join(", ", contact.settingsThatDiffer());
    if (!differing.isEmpty()) {
      turn.event(
          EventCode.SETTINGS_DIFFER,
          "settings differ at " + open.peer().nodeName() + ": " + differing);
    } else if (changed) {
      turn.event(
          EventCode.SETTINGS_EQUAL, "settings are equal at " + open.peer().nodeName() + " again");
    }
  }

  /** What is known of the peer, also by refused handshakes. */
  public Contact contact() {
    return contact;
  }

  /** Why the last session, socket or dial ended; null if none did. */
  public @Nullable String lastTrouble() {
    return lastTrouble;
  }

  /** How it goes with the tries for a connection. */
  public Retries retries() {
    return dialling.retries(turn.now(), handshakes.lastHelloNanos());
  }

  /** Whether a message of synchronization finds room. */
  public boolean hasSyncRoom(PeerMessage message) {
    return session != null && session.hasSyncRoom(Weight.of(message));
  }

  /**
   * Sends a message, now or when a socket is back; false when there is no session or its window is
   * full.
   */
  public boolean send(PeerMessage message, long epoch) {
    return send(message, epoch, turn.now());
  }

  /** The same for a message that was to be sent since {@code sinceNanos}. */
  public boolean send(PeerMessage message, long epoch, long sinceNanos) {
    int weight = Weight.of(message);
    if (session == null || !session.hasRoom(weight)) {
      return false;
    }
    enclose(session, message, weight, epoch, sinceNanos);
    return true;
  }

  /**
   * Sends one of the few messages that role changes need, past a full window; false only without a
   * session.
   */
  public boolean sendControl(PeerMessage message, long epoch) {
    if (session == null || !session.hasReserve()) {
      return false;
    }
    enclose(session, message, Weight.of(message), epoch, turn.now());
    return true;
  }

  private void enclose(Session open, PeerMessage message, int weight, long epoch, long sinceNanos) {
    if (open.outstandingCount() == 0) {
      lastProgressNanos = turn.now();
    }
    Data frame = open.enclose(message, weight, epoch, turn.now(), sinceNanos);
    if (socketInUse != NONE) {
      turn.want(new SendFrame(socketInUse, frame));
    }
  }

  /** Tells the peer that it claims a role of the past. */
  public void sendFenced(long epoch) {
    if (session != null && socketInUse != NONE) {
      turn.want(new SendFrame(socketInUse, new Fenced(session.id(), epoch)));
    }
  }

  /** Tells the peer that this process ends, and ends the session. */
  public void sayGoodbye() {
    if (session != null) {
      if (socketInUse != NONE) {
        turn.want(new SendFrame(socketInUse, new Goodbye(session.id())));
      }
      endSession("this node stops");
    }
    handshakes.closeOthers(NONE, "this node stops");
  }

  /** Ends the session, so that a new one begins with nothing of the old. */
  public void drop(String reason) {
    endSession(reason);
  }

  /** Heartbeats at once, so that the peer sees a change of role or verdict without delay. */
  public void speakNow() {
    if (session != null && socketInUse != NONE) {
      lastHeartbeatSent = turn.now();
      turn.want(
          new SendFrame(
              socketInUse,
              new Heartbeat(
                  session.id(),
                  session.received(),
                  turn.now(),
                  liveness.toEcho(),
                  listener.ownStatus(),
                  session.tellsPromises() ? listener.promise() : Frame.Promise.NONE,
                  session.tellsWallClock() ? peerClock.now() : null)));
      ackedReceived = session.received();
    }
  }

  /**
   * Confirms what has come. Called at the end of an input behind which no further frame is here.
   */
  public void confirmReceived() {
    if (session != null && socketInUse != NONE && session.received() > ackedReceived) {
      ackedReceived = session.received();
      turn.want(new SendFrame(socketInUse, new Ack(session.id(), ackedReceived)));
    }
  }

  // ---- what happens ----

  /** A tick that comes {@code lateNanos} later than it should have. */
  public void tick(long lateNanos) {
    if (session != null && lateNanos > settings.addpTimeout().toNanos()) {
      endSession("this node stood still for " + Nanos.millis(lateNanos));
    } else if (lateNanos > 0) {
      liveness.wasDeaf(lateNanos);
    }
    if (session != null && liveness.isLost()) {
      endSession("the peer has not been heard for " + Nanos.millis(liveness.silence()));
    }
    if (session != null && confirmsNothing(session)) {
      endSession(
          "the peer is alive but has confirmed nothing for " + Nanos.seconds(CONFIRM_WITHIN));
    }
    if (session != null && liveness.isSuspect()) {
      become(
          ConnectionState.SUSPECT,
          "the peer has not been heard for " + Nanos.millis(liveness.silence()));
    }
    handshakes.dropIdle(socketInUse);
    if (state != ConnectionState.ESTABLISHED
        && !handshakes.isDialling(socketInUse)
        && dialling.isDue(turn.now(), handshakes.lastHelloNanos())) {
      turn.want(new Dial());
    }
    if (turn.since(lastHeartbeatSent) >= HEARTBEAT_EVERY) {
      speakNow();
    }
  }

  private boolean confirmsNothing(Session open) {
    return open.outstandingCount() > 0
        && socketInUse != NONE
        && turn.since(lastProgressNanos) > CONFIRM_WITHIN;
  }

  /** A socket to the peer is open: say who we are. */
  public void socketOpened(long id, boolean dialled) {
    if (dialled) {
      dialling.opened(turn.now());
    }
    handshakes.opened(id, dialled, resumption());
  }

  /** No socket came of a try. */
  public void dialFailed(String text) {
    dialling.failed(turn.now());
    trouble(text);
  }

  /** A socket is gone. */
  public void socketClosed(long id, String text) {
    boolean wasOpen = handshakes.closed(id);
    if (wasOpen && id == socketInUse) {
      loseSocket(text);
    } else if (wasOpen && session == null) {
      trouble(text); // it never came to a session: perhaps the peer doesn't let us in
    }
  }

  private void loseSocket(String text) {
    socketInUse = NONE;
    trouble(text);
    if (session != null) {
      dialling.lost(turn.now());
      become(ConnectionState.SUSPECT, "its socket closed: " + text);
      listener.socketLost();
    }
  }

  /** A frame came on a socket. */
  public void frame(long id, Frame frame) {
    Socket socket = handshakes.find(id).orElse(null);
    if (socket == null) {
      return; // late: we have closed it
    }
    if (frame instanceof Hello hello) {
      handshakes.hello(id, hello);
    } else if (frame instanceof HelloAck ack) {
      acknowledged(id, socket, ack);
    } else if (frame instanceof Reject reject) {
      handshakes.rejected(id, reject);
    } else if (session == null || id != socketInUse) {
      turn.debug("ignored " + frame.getClass().getSimpleName() + " outside a session");
    } else {
      inSession(session, frame);
    }
    if (id == socketInUse && handshakes.find(id).isEmpty()) {
      loseSocket(frame.getClass().getSimpleName() + " within a session");
    }
  }

  // ---- handshake ----

  private Resumption resumption() {
    return session == null ? Resumption.NONE : new Resumption(session.id(), session.received());
  }

  private void acknowledged(long id, Socket socket, HelloAck ack) {
    if (id == socketInUse) {
      handshakes.close(id, "a second HELLO_ACK on one socket");
      return;
    }
    Hello peer = handshakes.acknowledged(id, socket, ack);
    if (peer != null) {
      agreed(id, socket, peer);
    }
  }

  private void agreed(long id, Socket socket, Hello peer) {
    Session open = session;
    boolean resume = socket.offeredSession() == socket.agreedSession();
    if (resume && (open == null || open.id() != socket.agreedSession())) {
      handshakes.close(id, "the session to resume has ended meanwhile");
    } else if (resume && isWorseThanPresent(socket)) {
      handshakes.close(id, "the regular dialler's socket lives");
    } else if (open != null && resume) {
      resume(open, id, socket, peer);
    } else {
      open(id, socket, peer);
    }
  }

  private boolean isWorseThanPresent(Socket socket) {
    return state == ConnectionState.ESTABLISHED
        && handshakes
            .find(socketInUse)
            .map(present -> present.dialled() == dialling.isRegular())
            .orElse(false)
        && socket.dialled() != dialling.isRegular();
  }

  private void open(long id, Socket socket, Hello peer) {
    if (session != null) {
      endSession("the peer opened a new one");
    }
    Session opened = new Session(socket.agreedSession(), socket.agreedProtocol(), peer, turn.now());
    session = opened;
    sessionsEstablished++;
    use(id, socket);
    liveness.reset();
    boolean newProcess = lastIncarnation != peer.incarnation();
    lastIncarnation = peer.incarnation();
    become(
        ConnectionState.ESTABLISHED,
        "session " + Long.toHexString(opened.id()) + " with " + peer.nodeName());
    contact.accept(peer, turn.now());
    if (!socket.ownHello().sharedSettings().equals(handshakes.sharedSettings())) {
      tellSettings(); // they have changed since that Hello
    }
    compareSettings(opened);
    listener.sessionOpened(opened, newProcess);
    listener.peerStatus(peer.status().beforeSession());
    speakNow();
  }

  private void resume(Session open, long id, Socket socket, Hello peer) {
    if (!open.isPlausible(peer.resumption().received())) {
      endSession("the peer confirmed what was never sent");
      return;
    }
    use(id, socket);
    confirm(open, peer.resumption().received());
    for (Session.Outstanding unconfirmed : open.outstanding()) {
      turn.want(new SendFrame(id, unconfirmed.frame()));
    }
    become(ConnectionState.ESTABLISHED, "session " + Long.toHexString(open.id()) + " resumed");
    contact.heard(peer.status(), turn.now());
    listener.peerStatus(peer.status());
    speakNow();
  }

  private void use(long id, Socket socket) {
    socketInUse = id;
    handshakes.closeOthers(id, "superseded by a newer socket");
    dialling.connected(turn.now());
    // Its HELLO_ACK answers our Hello, so it proves what a heartbeat sent with that Hello would
    // have proved.
    liveness.shookHands(socket.openedNanos());
    lastProgressNanos = turn.now();
    ackedReceived = 0;
  }

  // ---- within a session ----

  private void inSession(Session open, Frame frame) {
    if (frame instanceof Data data && data.session() == open.id()) {
      data(open, data);
    } else if (frame instanceof Ack ack && ack.session() == open.id()) {
      confirm(open, ack.received());
    } else if (frame instanceof Heartbeat heartbeat && heartbeat.session() == open.id()) {
      heartbeat(open, heartbeat);
    } else if (frame instanceof Goodbye goodbye && goodbye.session() == open.id()) {
      turn.event(EventCode.PEER_GOODBYE, open.peer().nodeName() + " says goodbye");
      listener.goodbye();
      endSession("the peer said goodbye");
    } else if (frame instanceof Fenced fenced && fenced.session() == open.id()) {
      listener.fenced(fenced.epoch());
    } else {
      turn.debug("ignored a late frame of an old session");
    }
  }

  private void data(Session open, Data data) {
    switch (open.arrive(data.number())) {
      case NEXT:
        if (data.message() instanceof SettingsConfigured told) {
          contact.configured(told.hashes());
          compareSettings(open);
        } else {
          listener.message(data.message());
        }
        break;
      case DUPLICATE:
        break;
      case GAP:
        // Something was lost below us. A new socket resumes the session from the last applied
        // message.
        handshakes.close(socketInUse, "message " + data.number() + " came too early");
        loseSocket("a message is missing");
        break;
    }
  }

  private void heartbeat(Session open, Heartbeat heartbeat) {
    confirm(open, heartbeat.received());
    if (session != open) {
      return;
    }
    liveness.heard(heartbeat);
    peerClock.heard(heartbeat, open.peer().nodeName());
    if (state == ConnectionState.SUSPECT && socketInUse != NONE && !liveness.isSuspect()) {
      become(ConnectionState.ESTABLISHED, "the peer is heard again");
    }
    contact.heard(heartbeat.status(), turn.now());
    listener.peerStatus(heartbeat.status());
    listener.promise(heartbeat.promise(), heartbeat.echoNanos());
  }

  private void confirm(Session open, long upTo) {
    if (!open.isPlausible(upTo)) {
      endSession("the peer confirmed what was never sent");
    } else if (open.confirm(upTo, listener::confirmed)) {
      lastProgressNanos = turn.now();
    }
  }

  // ---- ends ----

  private void endSession(String reason) {
    Session ended = session;
    if (ended == null) {
      return;
    }
    session = null;
    peerClock.forget();
    if (socketInUse != NONE) {
      dialling.lost(turn.now());
      handshakes.close(socketInUse, reason);
      socketInUse = NONE;
    }
    trouble(reason);
    become(ConnectionState.DOWN, reason);
    listener.sessionEnded(ended, reason);
  }

  private void trouble(String text) {
    lastTrouble = text;
  }

  private void become(ConnectionState next, String reason) {
    if (next == state) {
      return;
    }
    turn.event(code(next), "HA connection " + state + " -> " + next + ": " + reason);
    state = next;
    stateSince = turn.now();
  }

  private static EventCode code(ConnectionState state) {
    return switch (state) {
      case ESTABLISHED -> EventCode.CONNECTION_ESTABLISHED;
      case SUSPECT -> EventCode.CONNECTION_SUSPECT;
      case DOWN -> EventCode.CONNECTION_DOWN;
    };
  }
}
