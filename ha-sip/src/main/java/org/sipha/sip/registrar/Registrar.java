package org.sipha.sip.registrar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Input.RegistrationChanged;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.Authentication.Asked;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Routing;
import org.sipha.sip.transaction.ServerTransaction;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.Tags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes REGISTERs (RFC 3261 10.3). While its server serves it knows best where telephones are,
 * since the core hears of each change a little later; it begins with what the core knows. A 200
 * waits until the backup has confirmed what it says.
 */
public final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  private final RegistrarSettings settings;
  private final Authentication authentication;
  private final Inputs inputs;
  private final RegistrationDirectory directory;
  private final SipTimers timers;
  private final BiConsumer<LongConsumer, Runnable> gates;
  private final SipCounters counters;
  private final LongSupplier epochMillis;
  private Routing routing;
  private SipTimers.@Nullable Timer expiry;
  private long expiryMillis = Long.MAX_VALUE;

  /**
   * A registrar that knows of nobody before {@link #begin}.
   *
   * @param gates tells a change with the number of a gate, and gives the answer when the backup has
   *     confirmed it
   */
  public Registrar(
      RegistrarSettings settings,
      Authentication authentication,
      Inputs inputs,
      RegistrationDirectory directory,
      Routing routing,
      SipTimers timers,
      BiConsumer<LongConsumer, Runnable> gates,
      SipCounters counters,
      LongSupplier epochMillis) {
    this.settings = settings;
    this.authentication = authentication;
    this.inputs = inputs;
    this.directory = directory;
    this.routing = routing;
    this.timers = timers;
    this.gates = gates;
    this.counters = counters;
    this.epochMillis = epochMillis;
  }

  /** DNs and passwords are these from now on. */
  public void routing(Routing newRouting) {
    routing = newRouting;
  }

  /** Begins to serve, with all registrations that the core knows. */
  public void begin() {
    routing.bindings().clear();
    directory.all().forEach(this::keep);
    expireIfDue();
  }

  /** A registration came from the peer. */
  public void adopted(String dn) {
    directory.find(dn).ifPresent(this::keep);
  }

  // ---- requests

  /**
   * Why a REGISTER isn't to be taken, as far as it doesn't say who it is from: strangers are owed
   * no transaction.
   */
  public Optional<Refusal> refusal(SipRequest register) {
    if (!SipUri.isValid(register.uri())) {
      return Optional.of(Refusal.of(416));
    }
    List<String> required = register.items("Require").stream().filter(o -> !o.isEmpty()).toList();
    if (!required.isEmpty()) {
      return Optional.of(Refusal.of(420, new Header("Unsupported", String.join(", ", required))));
    }
    return dn(register)
        .map(dn -> authentication.refusal(register, dn, Asked.BY_REGISTRAR))
        .orElseGet(() -> Optional.of(Refusal.of(404)));
  }

  private Optional<Dn> dn(SipRequest register) {
    return SipUri.numberIn(register.head().to()).flatMap(routing::dn);
  }

  /** A REGISTER that {@link #refusal} has let pass. */
  public void register(SipRequest register, ServerTransaction transaction) {
    String dn = dn(register).orElseThrow().name();
    expireIfDue();
    List<RegisteredContact> before = routing.bindings().contacts(dn);
    Rebinding rebinding = new Rebinding(register, before, settings, epochMillis.getAsLong());
    Refusal refusal = rebinding.apply();
    if (refusal != null) {
      transaction.respond(answer(register.head(), refusal.status(), refusal.headerArray()));
      return;
    }
    Registration after = new Registration(dn, rebinding.after());
    OutgoingResponse ok = answer(register.head(), 200, contacts(after).toArray(Header[]::new));
    if (rebinding.changes()) {
      LOG.debug("DN {} has {} contacts", dn, after.contacts().size());
      keep(after);
      gates.accept(
          gate -> inputs.give(new RegistrationChanged(after, gate)), () -> transaction.respond(ok));
    } else {
      transaction.respond(ok);
    }
  }

  private static OutgoingResponse answer(Head head, int status, Header... headers) {
    return OutgoingResponse.of(head, status, Tags.stateless(head), headers);
  }

  private List<Header> contacts(Registration registration) {
    List<Header> headers = new ArrayList<>();
    for (RegisteredContact contact : registration.contacts()) {
      long millis = contact.expiresAtMillis() - epochMillis.getAsLong();
      String q =
          contact.preference() == 1_000
              ? ""
              : String.format(Locale.ROOT, ";q=0.%03d", contact.preference());
      headers.add(
          new Header(
              "Contact",
              "<"
                  + contact.uri()
                  + ">;expires="
                  + TimeUnit.MILLISECONDS.toSeconds(millis + 999)
                  + q));
    }
    return headers;
  }

  // ---- time

  private void keep(Registration registration) {
    routing.bindings().put(registration);
    registration.contacts().forEach(contact -> expireAt(contact.expiresAtMillis()));
  }

  private void expireAt(long millis) {
    if (millis >= expiryMillis) {
      return;
    }
    expiryMillis = millis;
    if (expiry != null) {
      expiry.cancel();
    }
    long wait = Math.max(0, millis - epochMillis.getAsLong());
    expiry = timers.after(TimeUnit.MILLISECONDS.toNanos(wait), this::expire);
  }

  private void expireIfDue() {
    if (epochMillis.getAsLong() >= expiryMillis) {
      expire();
    }
  }

  /** Takes out what has expired, and waits for the next. */
  private void expire() {
    long now = epochMillis.getAsLong();
    expiryMillis = Long.MAX_VALUE;
    for (Registration registration : routing.bindings().all()) {
      List<RegisteredContact> left =
          registration.contacts().stream().filter(c -> c.expiresAtMillis() > now).toList();
      int expired = registration.contacts().size() - left.size();
      Registration rest = new Registration(registration.dn(), left);
      keep(rest);
      if (expired > 0) {
        LOG.info("DN {}: {} contacts have expired, {} are left", rest.dn(), expired, left.size());
        counters.expiredRegistrations.add(expired);
        inputs.give(new RegistrationChanged(rest, 0));
      }
    }
  }
}
