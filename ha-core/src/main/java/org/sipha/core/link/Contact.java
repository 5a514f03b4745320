package org.sipha.core.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.node.Nanos;

/**
 * What is known of the peer: by a session, or by a handshake that was refused, which counts as
 * reached (SPEC 3.7).
 */
public final class Contact {
  /** A peer that answers at all answers within this: dialling never pauses longer than 2 s. */
  private static final long FRESH = 5 * Nanos.SECOND;

  private @Nullable Hello hello;
  private @Nullable PeerStatus status;
  private @Nullable Reject refusal;
  private Map<String, String> settings = Map.of();
  private List<String> differing = List.of();
  private long atNanos;

  void accept(Hello peer, long nowNanos) {
    hello = peer;
    settings = peer.sharedSettings();
    refusal = null;
    heard(peer.status(), nowNanos);
  }

  void heard(PeerStatus peerStatus, long nowNanos) {
    status = peerStatus;
    atNanos = nowNanos;
  }

  /** The peer's shared settings are other ones now. */
  void configured(Map<String, String> sharedSettings) {
    settings = sharedSettings;
  }

  /**
   * Holds the peer's shared settings against this node's; true if others differ than when it was
   * last asked.
   */
  boolean compare(Map<String, String> own) {
    List<String> before = differing;
    differing = Handshake.differing(own, settings);
    return !differing.equals(before);
  }

  /** Remembers a refused handshake; true if it is another one than the last. */
  boolean refuse(Reject reject, long nowNanos) {
    boolean news = refusal == null || !refusal.text().equals(reject.text());
    refusal = reject;
    heard(reject.status(), nowNanos);
    return news;
  }

  /** Who the peer said it is, in the last accepted handshake; null before. */
  public @Nullable Hello hello() {
    return hello;
  }

  /** What the peer last said of itself, if it was reached within the last 5 s. */
  public Optional<PeerStatus> reached(long nowNanos) {
    return status != null && nowNanos - atNanos <= FRESH ? Optional.of(status) : Optional.empty();
  }

  /** The last refusal, null if the last handshake was accepted. */
  public @Nullable Reject refusal() {
    return refusal;
  }

  /** Names of the shared settings that differ at the peer. */
  public List<String> settingsThatDiffer() {
    return differing;
  }
}
