package org.sipha.http;

import java.io.IOException;
import java.nio.file.Path;

/** The tokens of a server. */
public record AccessTokens(AccessToken operate, AccessToken read) {
  /**
   * Those in a data directory, made if there are none.
   *
   * @throws IOException as {@link AccessToken#in}
   */
  public static AccessTokens in(Path dataDirectory) throws IOException {
    return new AccessTokens(
        AccessToken.in(dataDirectory, Access.OPERATE), AccessToken.in(dataDirectory, Access.READ));
  }
}
