package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.ReadAccess;
import org.sipha.http.Access;
import org.sipha.http.AccessToken;
import org.sipha.http.PeerAddress;

/**
 * Where a server is found by those who want something of it.
 *
 * @param name {@code application-name}
 * @param url its pages, with a slash at the end
 * @param dataDirectory where its tokens are, empty if only the peer's word is known
 * @param openToRead whether it is known to be read without a token
 * @param trust by what it proves that it is this server, where its pages are HTTPS
 */
public record ServerPlace(
    String name, String url, Optional<Path> dataDirectory, boolean openToRead, PagesTrust trust) {
  /** The place of a server with that configuration. */
  public static ServerPlace of(ServerSettings settings) {
    ServerSettings.HttpAccess access = settings.httpAccess();
    HostPort pages = new HostPort(reachable(settings.http().host()), settings.http().port());
    return new ServerPlace(
        settings.applicationName(),
        PeerAddress.url(PeerAddress.of(pages.toString(), access.tls() != null)),
        Optional.of(settings.dataDirectory()),
        access.reading() == ReadAccess.OPEN,
        new PagesTrust(
            settings.applicationName(),
            Optional.ofNullable(access.tls()).map(ServerSettings.HttpTls::certificate),
            Optional.ofNullable(settings.backupSync().authority())));
  }

  /** The place of this server's peer, where this server says that it is. */
  public ServerPlace peer(String peerName, String peerHttpAddress) {
    return new ServerPlace(
        peerName,
        PeerAddress.url(peerHttpAddress),
        Optional.empty(),
        true,
        new PagesTrust(peerName, Optional.empty(), trust.authority()));
  }

  /** An address that means all addresses is no place to go to. */
  private static String reachable(String address) {
    return switch (address) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "::1";
      default -> address;
    };
  }

  /** A secret of this server, empty if it isn't known here. */
  public Optional<AccessToken> token(Access access) throws IOException {
    return dataDirectory.isPresent()
        ? AccessToken.find(dataDirectory.get(), access)
        : Optional.empty();
  }
}
