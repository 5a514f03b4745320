package org.sipha.dist.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.sipha.config.ServerSettings;
import org.sipha.config.UsedCertificate;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.http.CertificateState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says while a server runs how long its certificates are valid: on the pages at any time, and as an
 * event when few days are left.
 *
 * <p>Certificates are read when the server reads those that it shows, at the start and, of the
 * pages, when it has taken renewed ones: a new file that still waits for a restart must not look as
 * if all were well. That there is one is an event of its own.
 */
final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration HOUR = Duration.ofHours(1);

  /** An event when fewer days are left than each of these; at 0 it has expired. */
  private static final List<Integer> DAYS = List.of(UsedCertificate.SOON_DAYS, 14, 7, 1, 0);

  /** With fewer days left the next restart or the next break may be the end. */
  private static final int URGENT_DAYS = 7;

  private final ServerSettings settings;
  private volatile List<UsedCertificate> used;
  private final InstantSource clock;
  private final Events events;

  /** How many of {@link #DAYS} have been told of each. */
  private final Map<UsedCertificate, Integer> told = new HashMap<>();

  private List<UsedCertificate> inFiles;

  private CertificateWatch(
      ServerSettings settings, List<UsedCertificate> used, InstantSource clock, Events events) {
    this.settings = settings;
    this.used = used;
    this.clock = clock;
    this.events = events;
    this.inFiles = used;
  }

  /**
   * Reads the certificates.
   *
   * @throws CommandFailure if that isn't possible
   */
  static CertificateWatch of(ServerSettings settings, InstantSource clock, Events events)
      throws CommandFailure {
    try {
      return new CertificateWatch(settings, UsedCertificate.of(settings), clock, events);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, CommandFailure.reason(e));
    }
  }

  /**
   * Looks, and from now on once an hour.
   *
   * @param timer carries out an action again and again, each time after that period; one at a time,
   *     where files may be read
   */
  void start(BiConsumer<Duration, Runnable> timer) {
    look();
    timer.accept(HOUR, this::look);
  }

  /** The server shows these on its pages from now on, in place of what it showed there. */
  void took(List<UsedCertificate> ofPages) {
    for (UsedCertificate certificate : ofPages) {
      if (!used.contains(certificate)) {
        tellRenewed(certificate, "it is used now");
      }
    }
    used =
        Stream.concat(
                used.stream().filter(certificate -> !certificate.isOfHttp()), ofPages.stream())
            .toList();
  }

  private void look() {
    used.forEach(this::lookAt);
    try {
      lookAtFiles(UsedCertificate.of(settings));
    } catch (IOException e) {
      LOG.warn("the certificates can't be looked at: {}", CommandFailure.reason(e));
    }
  }

  private void lookAt(UsedCertificate certificate) {
    long days = certificate.daysLeft(clock.instant());
    int passed = (int) DAYS.stream().filter(limit -> days < limit).count();
    Integer before = told.put(certificate, passed);
    if (passed > (before == null ? 0 : before)) {
      events.happened(
          code(days),
          "%s %s %s at %s, days left: %d; %s"
              .formatted(
                  certificate.option(),
                  certificate.subject(),
                  days < 0 ? "has expired" : "expires",
                  certificate.notAfter(),
                  days,
                  certificate.remedy()));
    }
  }

  private static EventCode code(long days) {
    if (days < 0) {
      return EventCode.CERTIFICATE_EXPIRED;
    }
    return days < URGENT_DAYS
        ? EventCode.CERTIFICATE_EXPIRES_NOW
        : EventCode.CERTIFICATE_EXPIRES_SOON;
  }

  private void lookAtFiles(List<UsedCertificate> found) {
    for (UsedCertificate certificate : found) {
      boolean waits = !certificate.isOfHttp(); // those are taken at once
      if (waits && !used.contains(certificate) && !inFiles.contains(certificate)) {
        tellRenewed(certificate, "it is used after a restart");
      }
    }
    inFiles = found;
  }

  private void tellRenewed(UsedCertificate certificate, String when) {
    events.happened(
        EventCode.CERTIFICATE_RENEWED,
        "%s: the file holds %s now, valid until %s; %s"
            .formatted(certificate.option(), certificate.subject(), certificate.notAfter(), when));
  }

  /** Those that the server uses, as they were when it read them. */
  List<UsedCertificate> used() {
    return used;
  }

  /** As they are now. */
  List<CertificateState> states() {
    Instant now = clock.instant();
    return used.stream()
        .map(
            certificate ->
                new CertificateState(
                    certificate.name(),
                    certificate.subject(),
                    certificate.notAfter(),
                    certificate.daysLeft(now)))
        .toList();
  }
}
