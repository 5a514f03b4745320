package org.sipha.config;

import static org.sipha.config.option.PairOptions.ADDRESS;
import static org.sipha.config.option.PairOptions.ARBITER_TYPE;
import static org.sipha.config.option.PairOptions.LOCK_FILE;
import static org.sipha.config.option.PairOptions.PEER_ADDRESS;
import static org.sipha.config.option.PairOptions.PEER_PORT;
import static org.sipha.config.option.PairOptions.PORT;
import static org.sipha.config.option.PairOptions.TLS;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_PORT;
import static org.sipha.config.option.TServerOptions.HTTP_ADDRESS;
import static org.sipha.config.option.TServerOptions.HTTP_PORT;
import static org.sipha.config.option.TServerOptions.SIP_ADDRESS;
import static org.sipha.config.option.TServerOptions.SIP_PORT;

import java.util.List;
import java.util.Optional;
import org.sipha.config.option.Option;
import org.sipha.config.type.Host;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Tls;
import org.sipha.core.node.NodeSettings.ArbiterType;

/**
 * What must fit together for the two servers: ports, both ends of the HA connection, its
 * protection, the arbiter.
 */
final class PairCheck {
  private final CheckedFile file;
  private final Findings findings;

  PairCheck(CheckedFile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  void run() {
    checkPorts();
    checkPlaintext();
    checkArbiter();
  }

  private void checkPorts() {
    Optional<HostPort> sip = CheckedFile.end(file.tserver(), SIP_ADDRESS, SIP_PORT);
    Optional<HostPort> http = CheckedFile.end(file.tserver(), HTTP_ADDRESS, HTTP_PORT);
    Optional<HostPort> here = CheckedFile.end(file.backupSync(), ADDRESS, PORT);
    Optional<HostPort> peer = CheckedFile.end(file.backupSync(), PEER_ADDRESS, PEER_PORT);
    reportClash(file.tserver(), HTTP_PORT, http, sip, "sip-address and sip-port");
    if (file.tserver().isGiven(SIP_TLS_CERT)) {
      Optional<HostPort> tls = CheckedFile.end(file.tserver(), SIP_ADDRESS, SIP_TLS_PORT);
      reportClash(file.tserver(), SIP_TLS_PORT, tls, sip, "sip-port");
      reportClash(file.tserver(), SIP_TLS_PORT, tls, http, "http-address and http-port");
      reportClash(file.tserver(), SIP_TLS_PORT, tls, here, "[backup-sync] address and port");
      reportClash(
          file.tserver(), SIP_TLS_PORT, tls, peer, "[backup-sync] peer-address and peer-port");
    }
    reportClash(file.backupSync(), PORT, here, sip, "[TServer] sip-address and sip-port");
    reportClash(file.backupSync(), PORT, here, http, "[TServer] http-address and http-port");
    reportClash(file.backupSync(), PEER_PORT, peer, here, "address and port: both are one end");
    reportClash(file.backupSync(), PEER_PORT, peer, sip, "[TServer] sip-address and sip-port");
    if (http.isPresent() && !http.get().isWildcard()) {
      String other = "[TServer] http-address and http-port";
      reportClash(file.backupSync(), PEER_PORT, peer, http, other);
    }
  }

  private void reportClash(
      SectionValues section,
      Option<Integer> port,
      Optional<HostPort> end,
      Optional<HostPort> other,
      String otherName) {
    if (end.isPresent() && other.isPresent() && end.get().clashesWith(other.get())) {
      findings.problem(section.place(port), end.get() + " is taken already by " + otherName);
    }
  }

  private void checkPlaintext() {
    SectionValues section = file.backupSync();
    Optional<Tls> tls = section.isPresent() ? section.find(TLS) : Optional.empty();
    if (tls.isEmpty() || tls.get() == Tls.REQUIRED) {
      return; // see CertificateCheck
    }
    for (Option<String> address : List.of(ADDRESS, PEER_ADDRESS)) {
      Optional<String> host = section.find(address);
      if (host.isPresent() && !Host.isLoopback(host.get())) {
        findings.problem(
            section.place(address),
            "tls = off is possible on loopback only: plaintext would leave this host",
            "a loopback address such as 127.0.0.1",
            null);
      }
    }
  }

  private void checkArbiter() {
    SectionValues section = file.arbiter();
    Optional<ArbiterType> type = section.find(ARBITER_TYPE);
    if (type.isEmpty()) {
      return;
    }
    if (type.get() == ArbiterType.FILE && !section.isGiven(LOCK_FILE)) {
      findings.missing(section, LOCK_FILE, "type = file needs it");
    } else if (type.get() == ArbiterType.FILE && looksLikeTwoHosts()) {
      findings.warning(
          section.place(ARBITER_TYPE),
          "a file lock protects two servers on one host only, and [backup-sync] address and peer-address look like two hosts");
    }
  }

  private boolean looksLikeTwoHosts() {
    Optional<String> here = file.backupSync().find(ADDRESS);
    Optional<String> peer = file.backupSync().find(PEER_ADDRESS);
    if (here.isEmpty() || peer.isEmpty()) {
      return false;
    }
    boolean bothLoopback = Host.isLoopback(here.get()) && Host.isLoopback(peer.get());
    return !bothLoopback && !here.equals(peer);
  }
}
