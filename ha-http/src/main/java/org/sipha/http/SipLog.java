package org.sipha.http;

import java.util.Optional;
import org.sipha.core.call.CallId;

/**
 * Port: the log of SIP messages. Every method returns at once and may be called from any thread.
 */
public interface SipLog {
  /** Whether messages are logged. */
  boolean isOn();

  /** Switches it. */
  void switchTo(boolean on);

  /** The signalling of a call as text, as far as its messages are kept; empty if none is. */
  Optional<String> ladder(CallId call);
}
