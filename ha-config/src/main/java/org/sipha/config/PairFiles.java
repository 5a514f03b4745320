package org.sipha.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.sipha.config.ServerSettings.Dn;
import org.sipha.config.ServerSettings.Trunk;
import org.sipha.config.ini.IniWriter;
import org.sipha.config.option.DestinationOptions;
import org.sipha.config.option.Option;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.SectionKind;
import org.sipha.config.option.TServerOptions;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.PreferredRole;

/**
 * The two files of a new pair: {@code sips-a.ini}, which prefers to be primary, and {@code
 * sips-b.ini}. Both ask for mutual TLS, with certificates in the directory {@code ha} beside them,
 * which somebody else has to put there.
 *
 * @param a the file of server A
 * @param b the file of server B
 */
public record PairFiles(Path a, Path b) {
  /** {@code application-name} of server A. */
  public static final String NAME_A = "sips-a";

  /** {@code application-name} of server B. */
  public static final String NAME_B = "sips-b";

  /** Where the certificates are, beside the files. */
  public static final String CERTIFICATES = "ha";

  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOCK_FILE = "pair.lock";
  private static final int HTTP_PORT = 8080;
  private static final int HA_PORT = 7101;

  /**
   * A pair on one host: HTTP and the HA connection are on 127.0.0.1, the arbiter is a file lock.
   *
   * @param sip the service address; must be one of this host
   * @param a ports of server A
   * @param b ports of server B
   */
  public record LocalPair(HostPort sip, Ports a, Ports b, List<Dn> dns, List<Trunk> trunks) {
    /** Copies the lists. */
    public LocalPair {
      dns = List.copyOf(dns);
      trunks = List.copyOf(trunks);
    }

    /**
     * Service address 127.0.0.1:5060, HTTP 8080 and 8081, HA connection 7101 and 7102, no DNs and
     * trunks.
     */
    public static LocalPair withDefaults() {
      return new LocalPair(
          new HostPort(LOOPBACK, 5060),
          new Ports(HTTP_PORT, HA_PORT),
          new Ports(8081, 7102),
          List.of(),
          List.of());
    }
  }

  /**
   * A pair on two hosts: HTTP 8080 and the HA connection 7101 at the hosts' own addresses; who may
   * be primary is said by an operator or VIP manager.
   *
   * @param a address of server A's host
   * @param b address of server B's host
   * @param sip the service address, which moves to whichever is primary
   */
  public record HostsPair(String a, String b, HostPort sip) {}

  /**
   * What one server of a local pair opens for itself.
   *
   * @param http {@code http-port}
   * @param ha {@code [backup-sync] port}
   */
  public record Ports(int http, int ha) {}

  /** What the file of one server says of itself. */
  private record Server(
      String name, int id, PreferredRole role, HostPort http, HostPort here, HostPort peer) {}

  /** Where the files of a pair in this directory are, whether or not they exist. */
  public static PairFiles in(Path directory) {
    return new PairFiles(directory.resolve(NAME_A + ".ini"), directory.resolve(NAME_B + ".ini"));
  }

  /**
   * Writes both files, and the directory if it doesn't exist. Data and the lock will be kept in it
   * too.
   *
   * @throws FileAlreadyExistsException if one of them exists; then nothing is written
   * @throws IOException if they can't be written
   */
  public static PairFiles write(Path directory, LocalPair pair) throws IOException {
    HostPort hereA = new HostPort(LOOPBACK, pair.a.ha);
    HostPort hereB = new HostPort(LOOPBACK, pair.b.ha);
    HostPort httpA = new HostPort(LOOPBACK, pair.a.http);
    HostPort httpB = new HostPort(LOOPBACK, pair.b.http);
    return write(
        directory,
        new Server(NAME_A, 1, PreferredRole.PRIMARY, httpA, hereA, hereB),
        new Server(NAME_B, 2, PreferredRole.BACKUP, httpB, hereB, hereA),
        server -> local(pair, server));
  }

  /**
   * Writes both files, and the directory if it doesn't exist.
   *
   * @throws FileAlreadyExistsException if one of them exists; then nothing is written
   * @throws IOException if they can't be written
   */
  public static PairFiles write(Path directory, HostsPair pair) throws IOException {
    HostPort hereA = new HostPort(pair.a, HA_PORT);
    HostPort hereB = new HostPort(pair.b, HA_PORT);
    HostPort httpA = new HostPort(pair.a, HTTP_PORT);
    HostPort httpB = new HostPort(pair.b, HTTP_PORT);
    return write(
        directory,
        new Server(NAME_A, 1, PreferredRole.PRIMARY, httpA, hereA, hereB),
        new Server(NAME_B, 2, PreferredRole.BACKUP, httpB, hereB, hereA),
        server -> onItsHost(pair, server));
  }

  private static PairFiles write(Path directory, Server a, Server b, Function<Server, String> text)
      throws IOException {
    PairFiles files = in(directory);
    files.checkNew();
    Files.createDirectories(directory);
    write(files.a, text.apply(a));
    write(files.b, text.apply(b));
    return files;
  }

  /**
   * Makes sure that nothing would be overwritten.
   *
   * @throws FileAlreadyExistsException if one of the files exists
   */
  public void checkNew() throws FileAlreadyExistsException {
    for (Path file : List.of(a, b)) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static String local(LocalPair pair, Server server) {
    IniWriter ini = begin(server, "a pair on one host", pair.sip);
    backupSync(ini, server);
    ini.section(SectionKind.ARBITER.text());
    entry(ini, PairOptions.ARBITER_TYPE, "file");
    entry(ini, PairOptions.LOCK_FILE, LOCK_FILE);
    pair.dns.forEach(dn -> write(ini, dn));
    pair.trunks.forEach(trunk -> write(ini, trunk));
    return ini.toString();
  }

  private static String onItsHost(HostsPair pair, Server server) {
    IniWriter ini = begin(server, "a pair on two hosts", pair.sip);
    ini.comment(
        "What brings the service address to this host and takes it away, unless a VIP manager does:");
    disabled(ini, TServerOptions.SIP_VIP_SCRIPT_UP, "vip-up.sh");
    disabled(ini, TServerOptions.SIP_VIP_SCRIPT_DOWN, "vip-down.sh");
    backupSync(ini, server);
    ini.section(SectionKind.ARBITER.text());
    entry(ini, PairOptions.ARBITER_TYPE, "manual");
    return ini.toString();
  }

  private static IniWriter begin(Server server, String what, HostPort sip) {
    IniWriter ini =
        new IniWriter()
            .comment(
                "Server " + server.name + " of " + what + ". All options: conf/sipha.ini.sample")
            .section(SectionKind.TSERVER.text());
    entry(ini, TServerOptions.APPLICATION_NAME, server.name);
    entry(ini, TServerOptions.SERVER_ID, server.id);
    entry(ini, TServerOptions.SIP_ADDRESS, sip.host());
    entry(ini, TServerOptions.SIP_PORT, sip.port());
    entry(ini, TServerOptions.HTTP_ADDRESS, server.http.host());
    entry(ini, TServerOptions.HTTP_PORT, server.http.port());
    entry(ini, TServerOptions.HA_PREFERRED_ROLE, server.role.name().toLowerCase(Locale.ROOT));
    entry(ini, TServerOptions.DATA_DIRECTORY, "data/" + server.name);
    return ini;
  }

  private static void backupSync(IniWriter ini, Server server) {
    ini.section(SectionKind.BACKUP_SYNC.text());
    entry(ini, PairOptions.ADDRESS, server.here.host());
    entry(ini, PairOptions.PORT, server.here.port());
    entry(ini, PairOptions.PEER_ADDRESS, server.peer.host());
    entry(ini, PairOptions.PEER_PORT, server.peer.port());
    entry(ini, PairOptions.TLS, "required");
    entry(ini, PairOptions.CERTIFICATE, CERTIFICATES + "/" + server.name + ".pem");
    entry(ini, PairOptions.KEY, CERTIFICATES + "/" + server.name + ".key");
    entry(ini, PairOptions.AUTHORITY, CERTIFICATES + "/authority.pem");
  }

  private static void write(IniWriter ini, Dn dn) {
    ini.section(SectionKind.DN.named(dn.name()));
    if (dn.contact() != null) {
      entry(ini, DestinationOptions.DN_CONTACT, dn.contact());
    }
    if (dn.password() != null) {
      entry(ini, DestinationOptions.DN_PASSWORD, dn.password().text());
    }
  }

  private static void write(IniWriter ini, Trunk trunk) {
    ini.section(SectionKind.TRUNK.named(trunk.name()));
    if (trunk.prefix() != null) {
      entry(ini, DestinationOptions.TRUNK_PREFIX, trunk.prefix());
    }
    entry(ini, DestinationOptions.TRUNK_CONTACT, trunk.contact());
    entry(ini, DestinationOptions.TRUNK_CAPACITY, trunk.capacity());
    entry(ini, DestinationOptions.TRUNK_MULTISITE, trunk.multisite());
    entry(ini, DestinationOptions.TRUNK_STRIP, trunk.strip());
  }

  private static void disabled(IniWriter ini, Option<?> option, String value) {
    ini.disabledEntry(option.name(), value);
  }

  private static void entry(IniWriter ini, Option<?> option, Object value) {
    ini.entry(option.name(), value.toString());
  }
}
