package org.sipha.transport;

import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallRecord;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;

/**
 * Decodes the call in a frame, which comes encoded from the wire, so that frames can be compared.
 */
final class Bodies {
  private Bodies() {}

  static Frame decoded(Frame frame, CallCodec calls) {
    if (!(frame instanceof Frame.Data data)
        || !(data.message() instanceof PeerMessage.WithCall withCall)) {
      return frame;
    }
    CallRecord plain = decoded(withCall.call(), calls);
    return new Frame.Data(data.session(), data.number(), data.epoch(), with(data.message(), plain));
  }

  static CallRecord decoded(CallRecord call, CallCodec calls) {
    return new CallRecord(
        call.id(),
        call.version(),
        call.bornSession(),
        call.multisite(),
        call.state(),
        call.body().decoded(calls),
        call.nextTimerMillis());
  }

  private static PeerMessage with(PeerMessage message, CallRecord call) {
    if (message instanceof PeerMessage.CallChange) {
      return new PeerMessage.CallChange(call);
    }
    return message instanceof PeerMessage.SyncCall
        ? new PeerMessage.SyncCall(call)
        : new PeerMessage.CarryOver(call);
  }
}
