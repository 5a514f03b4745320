package org.sipha.dist.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.PairFiles.Ports;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.SipContact;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.demo.DemoTraffic.Telephone;
import org.sipha.sip.message.SipAddress;

/**
 * The configuration of a pair on this machine: what is in a directory already, or written there
 * with free ports.
 *
 * @param directory where it is
 * @param a settings of server A
 * @param b settings of server B
 */
record PairPlan(Path directory, ServerSettings a, ServerSettings b) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CALLER = "1001";
  private static final String CALLEE = "1002";

  /**
   * Reads the pair in a directory; writes it first if there is none.
   *
   * @throws CommandFailure if the files there can't be used, or have other ports than those asked
   *     for
   */
  static PairPlan in(Path directory, PairPorts wanted) throws CommandFailure, IOException {
    PairFiles files = PairFiles.in(directory);
    if (Files.notExists(files.a()) && Files.notExists(files.b())) {
      NewPair.write(directory, chosen(wanted));
    } else if (wanted.isAny()) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          directory
              + " has a pair already, with ports of its own: change them in its files, or name another directory");
    }
    return new PairPlan(directory, settings(files.a()), settings(files.b()));
  }

  /**
   * Two telephones are always configured: a pair that was written once can show the demonstration
   * at any time.
   */
  private static LocalPair chosen(PairPorts wanted) throws IOException {
    List<Integer> free = FreePorts.find(7);
    List<Integer> http = wanted.http().orElse(free.subList(1, 3));
    List<Integer> ha = wanted.ha().orElse(free.subList(3, 5));
    return new LocalPair(
        new HostPort(LOOPBACK, wanted.sip().orElse(free.get(0))),
        new Ports(http.get(0), ha.get(0)),
        new Ports(http.get(1), ha.get(1)),
        List.of(dn(CALLER, free.get(5)), dn(CALLEE, free.get(6))),
        List.of());
  }

  private static Dn dn(String number, int port) {
    return new Dn(
        number,
        new SipContact(
            "sip:" + number + "@" + LOOPBACK + ":" + port, new HostPort(LOOPBACK, port)));
  }

  private static ServerSettings settings(Path file) throws CommandFailure {
    Outcome outcome = ConfigurationFile.read(file);
    if (outcome instanceof Outcome.Valid valid) {
      return valid.settings();
    }
    throw new CommandFailure(
        ExitStatus.CONFIGURATION,
        ProblemReport.text(((Outcome.Invalid) outcome).problems()).strip());
  }

  /** Where both servers write their logs. */
  Path logDirectory() {
    return directory.resolve("logs");
  }

  /** The service address. */
  SipAddress service() {
    return new SipAddress(SipAddress.UDP, a.sip().host(), a.sip().port());
  }

  /** The calling telephone of the demonstration. */
  Telephone caller() throws CommandFailure {
    return telephone(CALLER);
  }

  /** The called telephone of the demonstration. */
  Telephone callee() throws CommandFailure {
    return telephone(CALLEE);
  }

  private Telephone telephone(String number) throws CommandFailure {
    HostPort place =
        a.dns().stream()
            .filter(dn -> dn.name().equals(number))
            .map(ServerSettings.Dn::contact)
            .filter(Objects::nonNull)
            .findFirst()
            .map(SipContact::address)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitStatus.CONFIGURATION,
                        a.file()
                            + " has no [dn:"
                            + number
                            + "] with a contact, which --demo needs in both files, for example contact = sip:"
                            + number
                            + "@127.0.0.1:6001"));
    return new Telephone(number, new SipAddress(SipAddress.UDP, place.host(), place.port()));
  }
}
