package org.sipha.config;

import static org.sipha.config.option.EtcdOptions.AUTHORITY;
import static org.sipha.config.option.EtcdOptions.CERTIFICATE;
import static org.sipha.config.option.EtcdOptions.ENDPOINTS;
import static org.sipha.config.option.EtcdOptions.KEY;
import static org.sipha.config.option.EtcdOptions.LEASE;
import static org.sipha.config.option.EtcdOptions.PASSWORD;
import static org.sipha.config.option.EtcdOptions.TLS;
import static org.sipha.config.option.EtcdOptions.USER;
import static org.sipha.config.option.EtcdOptions.WITHOUT_QUORUM;
import static org.sipha.config.option.PairOptions.ADDP_TIMEOUT;
import static org.sipha.config.option.PairOptions.ARBITER_TYPE;
import static org.sipha.config.option.TServerOptions.HA_START_WAIT;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sipha.config.option.EtcdOptions;
import org.sipha.config.option.Option;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Tls;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;

/** Whether everything is there for an arbiter in etcd, and fits together. */
final class EtcdCheck {
  /** With fewer the loss of one member is the loss of the quorum. */
  private static final int MEMBERS = 3;

  private final CheckedFile file;
  private final SectionValues section;
  private final Findings findings;

  EtcdCheck(CheckedFile file, Findings findings) {
    this.file = file;
    this.section = file.arbiter();
    this.findings = findings;
  }

  void run() {
    Optional<ArbiterType> type = section.find(ARBITER_TYPE);
    if (type.isEmpty()) {
      return;
    }
    if (type.get() != ArbiterType.ETCD) {
      EtcdOptions.ALL.stream()
          .filter(section::isGiven)
          .forEach(
              option ->
                  findings.warning(
                      section.place(option), "has no use unless type = etcd and is ignored"));
      return;
    }
    checkMembers();
    reportMissing(PASSWORD, USER);
    reportMissing(USER, PASSWORD);
    reportMissing(KEY, CERTIFICATE);
    reportMissing(CERTIFICATE, KEY);
    checkProtection();
    checkTimes();
  }

  private void checkMembers() {
    if (!section.isGiven(ENDPOINTS)) {
      findings.missing(section, ENDPOINTS, "type = etcd needs it");
    }
    section
        .find(ENDPOINTS)
        .filter(members -> members.size() < MEMBERS)
        .ifPresent(
            members ->
                findings.warning(
                    section.place(ENDPOINTS),
                    "an etcd cluster of fewer than three members doesn't survive the loss of one; name all of them"));
  }

  private void reportMissing(Option<?> needed, Option<?> by) {
    if (section.isGiven(by) && !section.isGiven(needed)) {
      findings.missing(section, needed, by.name() + " needs it");
    }
  }

  private void checkProtection() {
    Optional<Tls> tls = section.find(TLS);
    if (tls.isEmpty()) {
      return;
    }
    if (tls.get() == Tls.REQUIRED && !section.isGiven(AUTHORITY)) {
      findings.missing(section, AUTHORITY, "it is needed unless tls = off");
    } else if (tls.get() == Tls.OFF && leavesThisHost()) {
      findings.warning(
          section.place(TLS),
          "whoever reaches etcd on this network can decide who is primary, and can read the password");
    }
  }

  private boolean leavesThisHost() {
    return !section.find(ENDPOINTS).orElse(List.of()).stream().allMatch(HostPort::isLoopback);
  }

  private void checkTimes() {
    Optional<Duration> wait = file.tserver().find(HA_START_WAIT);
    Optional<Duration> lost = file.backupSync().find(ADDP_TIMEOUT);
    Optional<Integer> lease = section.find(LEASE);
    if (wait.isEmpty()) {
      return;
    }
    if (lease.isPresent() && wait.get().compareTo(Duration.ofSeconds(lease.get())) <= 0) {
      findings.problem(
          section.place(LEASE),
          "the lease must be shorter than ha-start-wait, "
              + wait.get().toSeconds()
              + " s: a server that starts alone waits until the right of one that died has ended");
    }
    if (section.find(WITHOUT_QUORUM).filter(WithoutQuorum.GO_ON::equals).isPresent()
        && lost.isPresent()
        && wait.get().compareTo(lost.get()) <= 0) {
      findings.problem(
          section.place(WITHOUT_QUORUM),
          "with go-on, ha-start-wait must be longer than addp-timeout: a backup that has restarted doesn't know what it"
              + " promised before, and may ask only after the promise has ended");
    }
  }
}
