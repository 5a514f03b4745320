package org.sipha.it.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One party's side of a call (RFC 3261 12). Written by its user agent's thread only; any thread may
 * read.
 */
public final class Dialog {
  /** How far it has come. */
  public enum State {
    /** INVITE sent or received. */
    CALLING,
    /** The 2xx was received or acknowledged. */
    UP,
    /** A BYE was answered, by either party. */
    ENDED,
    /** It could not be set up. */
    FAILED
  }

  final String name;
  final String callId;
  final String localUri;
  final String localTag;
  final String remoteUri;
  final AtomicLong localCseq = new AtomicLong();
  final CompletableFuture<Outcome> setUp = new CompletableFuture<>();

  volatile String remoteTag = "";
  volatile String target;
  volatile long remoteCseq;
  volatile State state = State.CALLING;
  volatile boolean endedByPeer;
  volatile String peerDirection = "sendrecv";

  Dialog(
      String name,
      String callId,
      String localUri,
      String localTag,
      String remoteUri,
      String target) {
    this.name = name;
    this.callId = callId;
    this.localUri = localUri;
    this.localTag = localTag;
    this.remoteUri = remoteUri;
    this.target = target;
  }

  /** Its Call-ID. */
  public String callId() {
    return callId;
  }

  /**
   * Its id on the servers, which begin their tag with it (docs/adr/0003); empty before they have
   * answered.
   */
  public String serversId() {
    String tag = remoteTag;
    return tag.substring(0, Math.max(0, tag.indexOf('-')));
  }

  /** How far it has come. */
  public State state() {
    return state;
  }

  /** Whether the other party hung up. */
  public boolean endedByPeer() {
    return endedByPeer;
  }

  /**
   * What the other party last said of its media: {@code sendonly} means that it has put this one on
   * hold.
   */
  public String peerDirection() {
    return peerDirection;
  }

  void ended(boolean byPeer) {
    state = State.ENDED;
    endedByPeer = byPeer;
  }

  @Override
  public String toString() {
    return "%s (Call-ID %s, %s)".formatted(name, callId, state);
  }
}
