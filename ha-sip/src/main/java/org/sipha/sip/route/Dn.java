package org.sipha.sip.route;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.SipUri;

/**
 * A directory number ({@code [dn:1001]}) with a static contact, or a password with which telephones
 * register, or both.
 *
 * @param name the number
 * @param contact where its telephone is; host and port also identify calls that come from it; null
 *     if it is only where it registers
 * @param password null if nobody may register
 */
public record Dn(String name, @Nullable SipUri contact, @Nullable String password) {
  /** A DN with a static contact that nobody may register for. */
  public Dn(String name, SipUri contact) {
    this(name, contact, null);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "Dn[" + name + ", " + contact + (password == null ? "" : ", with a password") + "]";
  }
}
