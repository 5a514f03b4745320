package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sipha.http.AccessToken;

/**
 * Where a server is found by those who want something of it.
 *
 * @param name {@code application-name}
 * @param url its pages, with a slash at the end
 * @param dataDirectory where its token is, empty if only the peer's word is known
 */
public record ServerPlace(String name, String url, Optional<Path> dataDirectory) {
  /** The place of a server with that {@code http-address} and {@code http-port}. */
  public static ServerPlace of(String name, String httpAddress, int httpPort, Path dataDirectory) {
    return new ServerPlace(
        name,
        "http://" + reachable(httpAddress) + ":" + httpPort + "/",
        Optional.of(dataDirectory));
  }

  /**
   * An address that means all addresses is no place to go to; an IPv6 address needs its brackets.
   */
  private static String reachable(String address) {
    return switch (address) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> address.contains(":") ? "[" + address + "]" : address;
    };
  }

  /** The secret of this server, empty if it isn't known here. */
  Optional<AccessToken> token() throws IOException {
    return dataDirectory.isPresent() ? AccessToken.find(dataDirectory.get()) : Optional.empty();
  }
}
