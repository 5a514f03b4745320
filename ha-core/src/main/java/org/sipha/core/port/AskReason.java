package org.sipha.core.port;

/**
 * Why a node asks for the right to serve. An arbiter that can't see the peer's process judges by
 * it.
 */
public enum AskReason {
  /** The peer is silent: it may be dead, frozen or cut off. */
  PEER_SILENT,
  /** The process that was primary is proved to be gone: a new one spoke, or it said goodbye. */
  PEER_GONE,
  /** The primary has handed over to this node. */
  HANDED_OVER,
  /**
   * The two connected nodes agreed that this one serves. With a lease also: the connected one that
   * served has stopped, or this one serves by the other's promise.
   */
  AGREED,
  /** This node has started, and no peer was reached. */
  STARTED_ALONE,
  /** This node handed over and the other didn't serve in time. */
  RECLAIM,
  /** An operator or VIP manager said promote. */
  COMMANDED
}
