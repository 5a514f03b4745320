package org.sipha.config;

import static org.sipha.config.option.DestinationOptions.DN_CONTACT;
import static org.sipha.config.option.DestinationOptions.TRUNK_CONTACT;
import static org.sipha.config.option.DestinationOptions.TRUNK_MULTISITE;
import static org.sipha.config.option.DestinationOptions.TRUNK_PREFIX;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_PORT;
import static org.sipha.config.option.TServerOptions.SIP_ADDRESS;
import static org.sipha.config.option.TServerOptions.SIP_PORT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sipha.config.option.Option;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.SipContact;

/**
 * Whether calls can be told apart: a number must lead to one trunk, and a call's origin must tell
 * whose it is (SPEC 5: a call that comes from a contact address is a leg of that DN or trunk).
 */
final class DestinationCheck {
  private final CheckedFile file;
  private final Findings findings;

  DestinationCheck(CheckedFile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  void run() {
    checkPrefixes();
    checkHiddenNumbers();
    checkTrunkContacts();
    file.dns().forEach(dn -> reportLoop(dn, DN_CONTACT));
    file.trunks().forEach(trunk -> reportLoop(trunk, TRUNK_CONTACT));
  }

  private void checkPrefixes() {
    Map<String, SectionValues> byPrefix = new HashMap<>();
    for (SectionValues trunk : file.trunks()) {
      trunk
          .find(TRUNK_PREFIX)
          .map(prefix -> byPrefix.putIfAbsent(prefix, trunk))
          .ifPresent(
              earlier ->
                  findings.problem(
                      trunk.place(TRUNK_PREFIX),
                      "[" + earlier.name() + "] has this prefix already"));
    }
  }

  /** Of two prefixes the longer one wins, which is how routes are split; a DN wins over both. */
  private void checkHiddenNumbers() {
    Map<SectionValues, List<SectionValues>> hiding = new LinkedHashMap<>();
    Map<String, SectionValues> byPrefix = new HashMap<>();
    file.trunks()
        .forEach(
            trunk -> trunk.find(TRUNK_PREFIX).ifPresent(prefix -> byPrefix.put(prefix, trunk)));
    for (SectionValues dn : file.dns()) {
      String number = dn.ownName();
      IntStream.rangeClosed(0, number.length())
          .mapToObj(cut -> byPrefix.get(number.substring(0, number.length() - cut)))
          .filter(Objects::nonNull)
          .findFirst() // the longest prefix
          .ifPresent(trunk -> hiding.computeIfAbsent(trunk, t -> new ArrayList<>()).add(dn));
    }
    hiding.forEach(this::warnOfHidden);
  }

  private void warnOfHidden(SectionValues trunk, List<SectionValues> dns) {
    String first = "[" + dns.get(0).name() + "]";
    int more = dns.size() - 1;
    findings.warning(
        trunk.place(TRUNK_PREFIX),
        more == 0
            ? first + " begins with it: calls to that number go to the DN and never through here"
            : first
                + " and "
                + more
                + " more begin with it: calls to those numbers go to the DNs and never through here");
  }

  private void checkTrunkContacts() {
    Map<HostPort, SectionValues> byAddress = new HashMap<>();
    for (SectionValues trunk : file.trunks()) {
      Optional<HostPort> address = trunk.find(TRUNK_CONTACT).map(SipContact::address);
      SectionValues earlier = address.map(a -> byAddress.putIfAbsent(a, trunk)).orElse(null);
      if (earlier != null) {
        reportSameContact(trunk, earlier);
      }
    }
    for (SectionValues dn : file.dns()) {
      Optional<SipContact> contact = dn.find(DN_CONTACT);
      SectionValues trunk = contact.map(c -> byAddress.get(c.address())).orElse(null);
      if (trunk != null) {
        findings.warning(
            dn.place(DN_CONTACT),
            "calls from there can't be told from those of [" + trunk.name() + "]");
      }
    }
  }

  private void reportSameContact(SectionValues trunk, SectionValues earlier) {
    String message = "calls from there can't be told from those of [" + earlier.name() + "]";
    if (trunk.find(TRUNK_MULTISITE).equals(earlier.find(TRUNK_MULTISITE))) {
      findings.warning(trunk.place(TRUNK_CONTACT), message);
    } else {
      findings.problem(
          trunk.place(TRUNK_CONTACT), message + ", and only one of the two is multisite");
    }
  }

  private void reportLoop(SectionValues section, Option<SipContact> option) {
    Optional<SipContact> contact = section.find(option);
    boolean tls = contact.map(SipContact::transport).filter("tls"::equals).isPresent();
    Optional<HostPort> sip =
        CheckedFile.end(file.tserver(), SIP_ADDRESS, tls ? SIP_TLS_PORT : SIP_PORT);
    if (contact.isPresent() && sip.isPresent() && contact.get().address().clashesWith(sip.get())) {
      findings.problem(
          section.place(option),
          "this is the pair's own service address: calls would go in circles");
    }
  }
}
