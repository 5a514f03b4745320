package org.sipha.dist.cli;

import java.nio.file.Path;
import java.util.Optional;

/** Places of servers on loopback. */
final class Places {
  private Places() {}

  /** One with plain HTTP. */
  static ServerPlace plain(String name, int port, Path dataDirectory) {
    return new ServerPlace(
        name,
        "http://127.0.0.1:" + port + "/",
        Optional.of(dataDirectory),
        true,
        new PagesTrust(name, Optional.empty(), Optional.empty()));
  }
}
