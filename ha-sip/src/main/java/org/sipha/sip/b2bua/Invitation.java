package org.sipha.sip.b2bua;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sipha.sip.message.ContactValue;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Place;
import org.sipha.sip.transaction.InviteServerTransaction;

/**
 * The INVITE of a caller on its way from one telephone of a DN to the next, and from one number to
 * the next: a DN that answers by a redirection names others, which are tried one after the other,
 * the highest q first (RFC 3261 8.1.3.4); its own telephones that are left aren't. Contacts count
 * as numbers to be routed here, whatever their hosts: a call stays with the places that are
 * configured. No number is tried twice, so redirections in a circle end.
 */
final class Invitation {
  /** Numbers that an INVITE goes to at most, the first included. */
  static final int MAX_NUMBERS = 5;

  final SipRequest request;
  final InviteServerTransaction transaction;
  final Place caller;
  private final Admission admission;
  private final Set<String> numbers = new HashSet<>();
  private final Deque<String> waiting = new ArrayDeque<>();

  /** Of the present number, those that haven't been tried. */
  private final Deque<Callee> telephones = new ArrayDeque<>();

  Invitation(
      Admission admission,
      SipRequest request,
      InviteServerTransaction transaction,
      Place caller,
      String number) {
    this.admission = admission;
    this.request = request;
    this.transaction = transaction;
    this.caller = caller;
    numbers.add(number);
  }

  /** It goes to others already; these telephones of the number haven't been tried. */
  Invitation after(List<Callee> untried) {
    telephones.addAll(untried);
    return this;
  }

  /** The callee has redirected the call to others. */
  void redirected(SipResponse response) {
    telephones.clear();
    List<String> found = numbers(response);
    Collections.reverse(found);
    for (String number : found) {
      waiting.remove(number);
      waiting.addFirst(number);
    }
    while (waiting.size() > MAX_NUMBERS) {
      waiting.removeLast();
    }
  }

  /** Those that aren't SIP URIs can't be called from here. */
  private static List<String> numbers(SipResponse response) {
    List<ContactValue> contacts;
    try {
      contacts = new ArrayList<>(ContactValue.all(response));
    } catch (IllegalArgumentException e) {
      return new ArrayList<>();
    }
    contacts.sort(Comparator.comparingInt(ContactValue::preference).reversed());
    List<String> numbers = new ArrayList<>();
    contacts.forEach(contact -> SipUri.numberIn(contact.uri()).ifPresent(numbers::add));
    return numbers;
  }

  /** Calls the first of the telephones of its number, and the others if that fails. */
  void send(List<Callee> callees) {
    telephones.addAll(callees);
    send(telephones.removeFirst());
  }

  /** Who is to be called next; empty if nobody is left. */
  Optional<Callee> next() {
    while (telephones.isEmpty() && !waiting.isEmpty() && numbers.size() < MAX_NUMBERS) {
      String number = waiting.removeFirst();
      if (numbers.add(number)) {
        telephones.addAll(admission.callees(number));
      }
    }
    return Optional.ofNullable(telephones.pollFirst());
  }

  /** Calls somebody. */
  void send(Callee callee) {
    admission.setUp(this, callee);
  }
}
