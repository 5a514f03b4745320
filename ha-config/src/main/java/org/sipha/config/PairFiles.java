package org.sipha.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
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
 * The two files of a pair on one host: {@code sips-a.ini}, which prefers to be primary, and {@code
 * sips-b.ini}.
 *
 * @param a the file of server A
 * @param b the file of server B
 */
public record PairFiles(Path a, Path b) {
  private static final String NAME_A = "sips-a";
  private static final String NAME_B = "sips-b";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOCK_FILE = "pair.lock";

  /**
   * A pair on one host: HTTP and the HA connection are on 127.0.0.1, in plaintext, the arbiter is a
   * file lock.
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
          new Ports(8080, 7101),
          new Ports(8081, 7102),
          List.of(),
          List.of());
    }
  }

  /**
   * What one server of a local pair opens for itself.
   *
   * @param http {@code http-port}
   * @param ha {@code [backup-sync] port}
   */
  public record Ports(int http, int ha) {}

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
    PairFiles files = in(directory);
    for (Path file : List.of(files.a, files.b)) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    Files.createDirectories(directory);
    write(files.a, text(pair, NAME_A, 1, PreferredRole.PRIMARY, pair.a, pair.b));
    write(files.b, text(pair, NAME_B, 2, PreferredRole.BACKUP, pair.b, pair.a));
    return files;
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static String text(
      LocalPair pair, String name, int id, PreferredRole role, Ports own, Ports peer) {
    IniWriter ini =
        new IniWriter()
            .comment(
                "Server " + name + " of a pair on one host. All options: conf/sipha.ini.sample")
            .section(SectionKind.TSERVER.text());
    entry(ini, TServerOptions.APPLICATION_NAME, name);
    entry(ini, TServerOptions.SERVER_ID, id);
    entry(ini, TServerOptions.SIP_ADDRESS, pair.sip.host());
    entry(ini, TServerOptions.SIP_PORT, pair.sip.port());
    entry(ini, TServerOptions.HTTP_ADDRESS, LOOPBACK);
    entry(ini, TServerOptions.HTTP_PORT, own.http);
    entry(ini, TServerOptions.HA_PREFERRED_ROLE, role.name().toLowerCase(Locale.ROOT));
    entry(ini, TServerOptions.DATA_DIRECTORY, "data/" + name);
    ini.section(SectionKind.BACKUP_SYNC.text());
    entry(ini, PairOptions.ADDRESS, LOOPBACK);
    entry(ini, PairOptions.PORT, own.ha);
    entry(ini, PairOptions.PEER_ADDRESS, LOOPBACK);
    entry(ini, PairOptions.PEER_PORT, peer.ha);
    entry(ini, PairOptions.TLS, "off");
    ini.section(SectionKind.ARBITER.text());
    entry(ini, PairOptions.ARBITER_TYPE, "file");
    entry(ini, PairOptions.LOCK_FILE, LOCK_FILE);
    pair.dns.forEach(dn -> write(ini, dn));
    pair.trunks.forEach(trunk -> write(ini, trunk));
    return ini.toString();
  }

  private static void write(IniWriter ini, Dn dn) {
    ini.section(SectionKind.DN.named(dn.name()));
    entry(ini, DestinationOptions.DN_CONTACT, dn.contact());
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

  private static void entry(IniWriter ini, Option<?> option, Object value) {
    ini.entry(option.name(), value.toString());
  }
}
