package org.sipha.dist.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sipha.config.UsedCertificate;

/**
 * Whether each certificate that the server uses is valid now and for the next hour: with one that
 * isn't it could soon open no connection, neither as backup nor as primary.
 *
 * @param used those that it uses at the moment
 */
record CertificatesCheck(Supplier<List<UsedCertificate>> used, InstantSource clock)
    implements StartCheck {
  static final String NAME = "certificates";

  private static final Duration NEEDED = Duration.ofHours(1);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> trouble() {
    Instant now = clock.instant();
    return used.get().stream()
        .flatMap(certificate -> trouble(certificate, now).stream())
        .findFirst();
  }

  private static Optional<String> trouble(UsedCertificate used, Instant now) {
    Instant from = used.certificate().getNotBefore().toInstant();
    if (now.isBefore(from)) {
      return Optional.of(
          "%s %s isn't valid before %s; is this host's clock right?"
              .formatted(used.option(), used.subject(), from));
    }
    if (now.plus(NEEDED).isAfter(used.notAfter())) {
      return Optional.of(
          "%s %s is valid until %s only; %s"
              .formatted(used.option(), used.subject(), used.notAfter(), used.remedy()));
    }
    return Optional.empty();
  }
}
