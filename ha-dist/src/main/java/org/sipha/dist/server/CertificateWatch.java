package org.sipha.dist.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.sipha.config.ServerSettings;
import org.sipha.config.UsedCertificate;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.http.CertificateState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says while a server runs how long its certificates are valid: on the pages at any time, and once
 * a day in the log of those that expire soon.
 *
 * <p>Certificates are read when the server reads those that it shows, at the start and, of the
 * pages, when it has taken renewed ones: a new file that still waits for a restart must not look as
 * if all were well.
 */
final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration DAY = Duration.ofDays(1);

  /** With fewer days left the next restart or the next break may be the end. */
  private static final int URGENT_DAYS = 7;

  private volatile List<UsedCertificate> used;
  private final InstantSource clock;

  private CertificateWatch(List<UsedCertificate> used, InstantSource clock) {
    this.used = used;
    this.clock = clock;
  }

  /**
   * Reads the certificates.
   *
   * @throws CommandFailure if that isn't possible
   */
  static CertificateWatch of(ServerSettings settings, InstantSource clock) throws CommandFailure {
    try {
      return new CertificateWatch(UsedCertificate.of(settings), clock);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, CommandFailure.reason(e));
    }
  }

  /**
   * Looks, and from now on once a day.
   *
   * @param timer carries out an action again and again, each time after that period
   */
  void start(BiConsumer<Duration, Runnable> timer) {
    look();
    timer.accept(DAY, this::look);
  }

  /** The server shows these on its pages from now on, in place of what it showed there. */
  void took(List<UsedCertificate> ofPages) {
    used =
        Stream.concat(
                used.stream().filter(certificate -> !certificate.isOfHttp()), ofPages.stream())
            .toList();
  }

  private void look() {
    Instant now = clock.instant();
    for (UsedCertificate certificate : used) {
      long days = certificate.daysLeft(now);
      String text =
          "%s %s %s at %s, days left: %d; %s"
              .formatted(
                  certificate.option(),
                  certificate.subject(),
                  days < 0 ? "has expired" : "expires",
                  certificate.notAfter(),
                  days,
                  certificate.remedy());
      if (days < URGENT_DAYS) {
        LOG.error("{}", text);
      } else if (days < UsedCertificate.SOON_DAYS) {
        LOG.warn("{}", text);
      }
    }
  }

  /** As they are now. */
  List<CertificateState> states() {
    Instant now = clock.instant();
    return used.stream()
        .map(
            certificate ->
                new CertificateState(
                    certificate.option().name(),
                    certificate.subject(),
                    certificate.notAfter(),
                    certificate.daysLeft(now)))
        .toList();
  }
}
