package org.sipha.sip.transaction;

import org.sipha.sip.message.SipResponse;

/** Who waits for the answers to a request. Called on the SIP loop. */
public interface ClientListener {
  /** Nobody cares for the answer. */
  ClientListener NONE =
      new ClientListener() {
        @Override
        public void response(SipResponse response) {}

        @Override
        public void failed(int status) {}
      };

  /** A response, not a repeated one; but each 2xx to an INVITE, as often as it comes (RFC 6026). */
  void response(SipResponse response);

  /**
   * There will be no answer; it counts as this one (RFC 3261 8.1.3.1): 408, 503, or 487 after a
   * CANCEL.
   */
  void failed(int status);
}
