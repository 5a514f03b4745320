package org.sipha.sip.route;

import org.sipha.sip.message.SipUri;

/**
 * A way to another exchange ({@code [trunk:west]}).
 *
 * @param name of the section
 * @param prefix numbers that begin like this leave through it; empty: calls only come in through it
 * @param contact where the exchange is; host and port also identify calls that come from it
 * @param strip how many digits are taken off the front of the number
 * @param capacity most calls at once, 0 without limit
 * @param multisite whether another SIP server site is behind it (SPEC 2)
 */
public record Trunk(
    String name, String prefix, SipUri contact, int strip, int capacity, boolean multisite) {
  /** Checks what would make nonsense. */
  public Trunk {
    if (strip < 0 || capacity < 0) {
      throw new IllegalArgumentException(name + ": strip " + strip + ", capacity " + capacity);
    }
  }
}
