package org.sipha.config;

import static org.sipha.config.option.SipTransportOptions.SIP_TCP;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT_KEY;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_TRUSTED_CA;

import java.nio.file.Path;
import java.util.List;
import org.sipha.config.option.DestinationOptions;
import org.sipha.config.option.Option;
import org.sipha.config.type.SipContact;

/** Whether everything is there for the transports that the contacts of DNs and trunks need. */
final class SipTlsCheck {
  private static final List<Option<Path>> FILES =
      List.of(SIP_TLS_CERT, SIP_TLS_CERT_KEY, SIP_TLS_TRUSTED_CA);

  private final CheckedFile file;
  private final Findings findings;

  SipTlsCheck(CheckedFile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  void run() {
    boolean tls = FILES.stream().anyMatch(file.tserver()::isGiven);
    if (tls && file.tserver().isPresent()) {
      reportMissing();
    }
    boolean tcp = file.tserver().find(SIP_TCP).orElse(true);
    file.dns().forEach(dn -> check(dn, DestinationOptions.DN_CONTACT, tcp, tls));
    file.trunks().forEach(trunk -> check(trunk, DestinationOptions.TRUNK_CONTACT, tcp, tls));
  }

  private void reportMissing() {
    for (Option<Path> option : FILES) {
      if (!file.tserver().isGiven(option)) {
        String others =
            String.join(
                " and ",
                FILES.stream().filter(other -> !other.equals(option)).map(Option::name).toList());
        findings.missing(file.tserver(), option, others + " need it");
      }
    }
  }

  private void check(SectionValues section, Option<SipContact> option, boolean tcp, boolean tls) {
    String transport = section.find(option).map(SipContact::transport).orElse("udp");
    if (transport.equals("tls") && !tls) {
      findings.problem(
          section.place(option),
          "this contact needs TLS, and [TServer] sip-tls-cert, sip-tls-cert-key and sip-tls-trusted-ca are not given");
    } else if (transport.equals("tcp") && !tcp) {
      findings.problem(
          section.place(option), "this contact needs TCP, and [TServer] sip-tcp is false");
    }
  }
}
