package org.sipha.config;

import static org.sipha.config.option.EtcdOptions.ENDPOINTS;
import static org.sipha.config.option.PairOptions.ADDRESS;
import static org.sipha.config.option.PairOptions.ARBITER_TYPE;
import static org.sipha.config.option.PairOptions.AUTHORITY;
import static org.sipha.config.option.PairOptions.LOCK_FILE;
import static org.sipha.config.option.PairOptions.PAIR_NAME;
import static org.sipha.config.option.PairOptions.PEER_ADDRESS;
import static org.sipha.config.option.PairOptions.PEER_PORT;
import static org.sipha.config.option.PairOptions.PORT;
import static org.sipha.config.option.PairOptions.TLS;
import static org.sipha.config.option.SipTransportOptions.SIP_TLS_CERT;
import static org.sipha.config.option.TServerOptions.APPLICATION_NAME;
import static org.sipha.config.option.TServerOptions.DATA_DIRECTORY;
import static org.sipha.config.option.TServerOptions.HTTP_PORT;
import static org.sipha.config.option.TServerOptions.SERVER_ID;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sipha.config.Findings.Place;
import org.sipha.config.ServerSettings.ArbiterSettings;
import org.sipha.config.ServerSettings.BackupSync;
import org.sipha.config.ServerSettings.EtcdSettings;
import org.sipha.config.option.Comparison;
import org.sipha.config.option.Option;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Tls;
import org.sipha.core.node.NodeSettings.ArbiterType;

/**
 * What must fit together in the two files of a pair and neither can tell alone (SPEC 6): better
 * told before they are deployed than by two servers that refuse one another. All of it is told of
 * the second file.
 */
public final class PairComparison {
  private final String firstName;
  private final Outcome.Valid first;
  private final Outcome.Valid second;
  private final Findings findings;

  private PairComparison(
      String firstName, Outcome.Valid first, String secondName, Outcome.Valid second) {
    this.firstName = firstName;
    this.first = first;
    this.second = second;
    this.findings = new Findings(secondName);
  }

  /**
   * Compares two files, each of which is valid by itself.
   *
   * @param firstName what problems call the first file
   * @param secondName what problems call the second file
   * @return the second one, if they fit together
   */
  public static Outcome of(
      String firstName, Outcome.Valid first, String secondName, Outcome.Valid second) {
    return new PairComparison(firstName, first, secondName, second).run();
  }

  private Outcome run() {
    isUnique(APPLICATION_NAME);
    isUnique(SERVER_ID);
    isEqual(PAIR_NAME);
    isMirrored(ADDRESS, PEER_ADDRESS);
    isMirrored(PORT, PEER_PORT);
    isMirrored(PEER_ADDRESS, ADDRESS);
    isMirrored(PEER_PORT, PORT);
    isEqual(TLS);
    checkAuthority();
    isEqual(ARBITER_TYPE);
    checkLockFile();
    checkEtcd();
    checkServiceCertificate();
    if (areOnOneHost()) {
      checkHost();
    }
    checkCompared();
    return findings.problems().isEmpty()
        ? new Outcome.Valid(second.settings(), second.configuration(), findings.warnings())
        : new Outcome.Invalid(findings.problems(), findings.warnings());
  }

  private void isUnique(Option<?> option) {
    if (isSame(option, option)) {
      problem(option, firstName + " has the same; it must be unique in the pair");
    }
  }

  private void isEqual(Option<?> option) {
    if (!isSame(option, option)) {
      problem(option, differs(find(first, option)));
    }
  }

  private boolean isSame(Option<?> ofFirst, Option<?> ofSecond) {
    return Objects.equals(find(first, ofFirst).value(), find(second, ofSecond).value());
  }

  /** By the letter, for by their text the two servers find out which of them dials. */
  private void isMirrored(Option<?> option, Option<?> mirror) {
    if (!isSame(mirror, option)) {
      problem(
          option,
          "is another one than "
              + mirror.name()
              + " in "
              + firstName
              + ", "
              + find(first, mirror).shown()
              + ": both name the same end of the HA connection and must be spelled alike");
    }
  }

  private void checkAuthority() {
    BackupSync one = first.settings().backupSync();
    BackupSync other = second.settings().backupSync();
    if (one.tls() == Tls.OFF
        || other.tls() == Tls.OFF
        || one.authority() == null
        || other.authority() == null) {
      return;
    }
    try {
      List<X509Certificate> ofOne = new PemFile(one.authority()).certificates();
      if (Collections.disjoint(ofOne, new PemFile(other.authority()).certificates())) {
        problem(
            AUTHORITY,
            "has no authority in common with " + firstName + ": each would refuse the other");
      }
    } catch (IOException e) {
      problem(AUTHORITY, String.valueOf(e.getMessage()));
    }
  }

  private void checkLockFile() {
    ArbiterSettings one = first.settings().arbiter();
    ArbiterSettings other = second.settings().arbiter();
    if (one.type() == ArbiterType.FILE
        && other.type() == ArbiterType.FILE
        && one.lockFile() != null
        && other.lockFile() != null
        && !real(one.lockFile()).equals(real(other.lockFile()))) {
      problem(
          LOCK_FILE,
          "both servers need the same lock, and in " + firstName + " it is " + one.lockFile());
    }
  }

  private void checkEtcd() {
    EtcdSettings one = first.settings().arbiter().etcd();
    EtcdSettings other = second.settings().arbiter().etcd();
    if (one != null && other != null && !one.place().equals(other.place())) {
      problem(
          ENDPOINTS,
          "both servers need the same etcd cluster, and in %s it is %s"
              .formatted(firstName, one.place()));
    }
  }

  /** The place that a path leads to, as far as its directory is there. */
  private static Path real(Path file) {
    Path name = file.getFileName();
    try {
      return name == null ? file : file.resolveSibling("").toRealPath().resolve(name);
    } catch (IOException e) { // no such directory yet: then the names decide
      return file.normalize();
    }
  }

  private void checkServiceCertificate() {
    boolean one = first.settings().sipStreams().tls() != null;
    boolean other = second.settings().sipStreams().tls() != null;
    if (one != other) {
      problem(
          SIP_TLS_CERT,
          "only one of the two servers has it: calls over TLS would be lost in a switchover to the other");
    }
  }

  private boolean areOnOneHost() {
    HostPort one = first.settings().backupSync().here();
    HostPort other = second.settings().backupSync().here();
    return one.host().equals(other.host()) || (one.isLoopback() && other.isLoopback());
  }

  private void checkHost() {
    if (real(first.settings().dataDirectory()).equals(real(second.settings().dataDirectory()))) {
      problem(DATA_DIRECTORY, firstName + " has the same; each server needs its own");
    }
    if (first.settings().http().clashesWith(second.settings().http())) {
      problem(HTTP_PORT, first.settings().http() + " is taken already by " + firstName);
    }
  }

  /** What the servers compare in the handshake, here with what is different and not only where. */
  private void checkCompared() {
    Map<String, ConfiguredOption> ones = first.configuration().byName();
    Map<String, ConfiguredOption> others = second.configuration().byName();
    Set<String> missing = new LinkedHashSet<>();
    for (ConfigurationChange change : first.configuration().changesTo(second.configuration())) {
      ConfiguredOption one = ones.get(change.name());
      ConfiguredOption other = others.get(change.name());
      if (one == null) {
        missing.add("[" + change.section() + "] stands here and not in " + firstName);
      } else if (other == null) {
        missing.add("[" + change.section() + "] stands in " + firstName + " and not here");
      } else if (change.option().comparison() == Comparison.UNSAFE) {
        findings.problem(place(other), differs(one));
      } else if (change.option().comparison() == Comparison.SHARED) {
        findings.warning(place(other), differs(one));
      }
    }
    missing.forEach(text -> findings.warning(Place.FILE, text));
  }

  private String differs(ConfiguredOption one) {
    String shown = one.shown() == null ? "is not set" : "is " + one.shown();
    return shown + " in " + firstName + "; make them equal";
  }

  private void problem(Option<?> option, String message) {
    findings.problem(place(find(second, option)), message);
  }

  private static Place place(ConfiguredOption option) {
    return new Place(option.line(), option.section(), option.option().name(), option.shown());
  }

  /** An option of a section that every file has. */
  private static ConfiguredOption find(Outcome.Valid file, Option<?> option) {
    return file.configuration().options().stream()
        .filter(one -> one.option().equals(option))
        .findFirst()
        .orElseThrow();
  }
}
