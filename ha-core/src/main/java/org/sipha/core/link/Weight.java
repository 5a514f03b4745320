package org.sipha.core.link;

import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Leg;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.SettingsConfigured;
import org.sipha.core.link.PeerMessage.WithCall;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;

/**
 * Estimates how many bytes a message takes, so that the window is bounded without encoding anything
 * in the core.
 */
final class Weight {
  private static final int FRAME = 40;
  private static final int ID = 9;
  private static final int HELD = 20;
  private static final int LEG = 350;
  private static final int SETTING = 60;

  private Weight() {}

  static int of(PeerMessage message) {
    if (message instanceof WithCall) {
      return FRAME + of(((WithCall) message).call().body());
    }
    if (message instanceof InventoryPart) {
      InventoryPart part = (InventoryPart) message;
      return FRAME + HELD * (part.calls().size() + part.endedByParty().size());
    }
    if (message instanceof Digests) {
      return FRAME + ID * ((Digests) message).below().size();
    }
    if (message instanceof MissingCalls) {
      return FRAME + ID * ((MissingCalls) message).ids().size();
    }
    if (message instanceof CarryOverRequest) {
      return FRAME + ID * ((CarryOverRequest) message).ids().size();
    }
    if (message instanceof RegistrationChange) {
      return FRAME + of(((RegistrationChange) message).copy().registration());
    }
    if (message instanceof SettingsConfigured) {
      return FRAME + SETTING * ((SettingsConfigured) message).hashes().size();
    }
    return FRAME;
  }

  private static int of(Registration registration) {
    int weight = registration.dn().length();
    for (RegisteredContact contact : registration.contacts()) {
      weight += FRAME + contact.uri().length() + contact.source().length();
      weight += contact.callId().length();
    }
    return weight;
  }

  private static int of(CallBody body) {
    if (body instanceof EncodedCall) {
      return ((EncodedCall) body).length();
    }
    Call call = (Call) body;
    return of(call.a()) + of(call.b()) + call.unknown().bytes().length;
  }

  private static int of(Leg leg) {
    return LEG + length(leg.sdp()) + leg.unknown().bytes().length;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
