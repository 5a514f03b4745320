package org.sipha.transport;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a socket, as far as it has been proved: the DNS names of the
 * certificate that it showed, and until when that is valid. Null stands for plaintext, where
 * nothing is proved.
 */
record PeerIdentity(Set<String> dnsNames, Instant notAfter) {
  private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, the number of the choice

  PeerIdentity {
    dnsNames = Set.copyOf(dnsNames);
  }

  /** What a checked certificate says. */
  static PeerIdentity of(Certificate certificate) throws CertificateParsingException {
    X509Certificate x509 = (X509Certificate) certificate;
    @Nullable Collection<List<?>> names = x509.getSubjectAlternativeNames();
    return new PeerIdentity(
        names == null
            ? Set.of()
            : names.stream()
                .filter(name -> name.get(0).equals(DNS_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .collect(Collectors.toSet()),
        x509.getNotAfter().toInstant());
  }

  /**
   * Why whoever is there may not speak for the node of that name; empty if it may. The name is held
   * against the Hello, because the address says nothing about who somebody is; the date once more,
   * because TLS may resume an earlier session without looking at it.
   */
  Optional<Refusal> objection(String nodeName, Instant now) {
    if (!dnsNames.contains(nodeName)) {
      return Optional.of(
          new Refusal(
              Refusal.Kind.WRONG_NAME,
              "it calls itself '"
                  + nodeName
                  + "', but its certificate is made out to "
                  + (dnsNames.isEmpty() ? "no DNS name" : String.join(", ", dnsNames))));
    }
    if (now.isAfter(notAfter)) {
      return Optional.of(
          new Refusal(Refusal.Kind.EXPIRED, "its certificate has expired at " + notAfter));
    }
    return Optional.empty();
  }
}
