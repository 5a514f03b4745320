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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Place;
import org.sipha.sip.transaction.InviteServerTransaction;

/**
 * The INVITE of a caller on its way from one number to the next: a DN that answers by a redirection
 * names others, which are tried one after the other, the highest q first (RFC 3261 8.1.3.4).
 * Contacts count as numbers to be routed here, whatever their hosts: a call stays with the places
 * that are configured. No number is tried twice, so redirections in a circle end.
 */
final class Invitation {
  /** Numbers that an INVITE goes to at most, the first included. */
  static final int MAX_NUMBERS = 5;

  private static final Pattern Q =
      Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.\\d{0,3})?)", Pattern.CASE_INSENSITIVE);

  /** Not a comma within a display name or a URI. */
  private static final Pattern BETWEEN_CONTACTS = Pattern.compile(",(?=\\s*(?:<|\"|sips?:|tel:))");

  final SipRequest request;
  final InviteServerTransaction transaction;
  final Place caller;
  private final Admission admission;
  private final Set<String> numbers = new HashSet<>();
  private final Deque<String> waiting = new ArrayDeque<>();

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

  /** The callee has redirected the call to others. */
  void redirected(SipResponse response) {
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

  private record Contact(String number, double q) {}

  private static List<String> numbers(SipResponse response) {
    List<Contact> contacts = new ArrayList<>();
    for (Header header : response.headers()) {
      if (header.is("Contact")) {
        BETWEEN_CONTACTS
            .splitAsStream(header.value())
            .forEach(value -> contact(value).ifPresent(contacts::add));
      }
    }
    contacts.sort(Comparator.comparingDouble(Contact::q).reversed());
    List<String> numbers = new ArrayList<>();
    contacts.forEach(contact -> numbers.add(contact.number));
    return numbers;
  }

  private static Optional<Contact> contact(String value) {
    Matcher q = Q.matcher(value.substring(value.lastIndexOf('>') + 1));
    try {
      return Optional.of(
          new Contact(
              SipUri.parse(Path.uriIn(value).strip()).number(),
              q.find() ? Double.parseDouble(q.group(1)) : 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not a SIP URI, so nothing that can be called from here
    }
  }

  /** Who is to be called next; empty if nobody is left. */
  Optional<Callee> next() {
    while (!waiting.isEmpty() && numbers.size() < MAX_NUMBERS) {
      String number = waiting.removeFirst();
      Optional<Callee> callee = numbers.add(number) ? admission.callee(number) : Optional.empty();
      if (callee.isPresent()) {
        return callee;
      }
    }
    return Optional.empty();
  }

  /** Calls somebody. */
  void send(Callee callee) {
    admission.setUp(this, callee);
  }
}
