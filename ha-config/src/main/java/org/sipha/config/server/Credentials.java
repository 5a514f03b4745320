package org.sipha.config.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * With what a server proves to its configuration server who it is. It comes from the environment,
 * for everybody on the host can see command lines.
 *
 * @param authorization value of the header {@code Authorization}; empty: none is sent
 */
public record Credentials(Optional<String> authorization) {
  /** Where to find them, for messages. */
  static final String WHERE =
      "SIPHA_CONFIG_USER and SIPHA_CONFIG_PASSWORD, or SIPHA_CONFIG_TOKEN, in this server's environment";

  private static final String USER = "SIPHA_CONFIG_USER";
  private static final String PASSWORD = "SIPHA_CONFIG_PASSWORD";
  private static final String TOKEN = "SIPHA_CONFIG_TOKEN";
  private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*"); // RFC 6750 2.1

  /**
   * User and password, or a token, or neither.
   *
   * @param environment looks an environment variable up, null if it isn't set
   * @throws IllegalArgumentException if they make no sense; the message says what to do, and
   *     nothing of them
   */
  public static Credentials from(Function<String, @Nullable String> environment) {
    String user = environment.apply(USER);
    String password = environment.apply(PASSWORD);
    String token = environment.apply(TOKEN);
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException("set both " + USER + " and " + PASSWORD + ", or neither");
    }
    if (token != null && user != null) {
      throw new IllegalArgumentException("set " + TOKEN + " or " + USER + ", not both");
    }
    if (token != null) {
      return bearer(token);
    }
    return user == null || password == null
        ? new Credentials(Optional.empty())
        : basic(user, password);
  }

  private static Credentials bearer(String token) {
    if (!BEARER.matcher(token).matches()) {
      throw new IllegalArgumentException(TOKEN + " holds what can't be a bearer token");
    }
    return new Credentials(Optional.of("Bearer " + token));
  }

  private static Credentials basic(String user, String password) {
    if (user.indexOf(':') >= 0) { // RFC 7617 2
      throw new IllegalArgumentException(USER + " must not contain a colon");
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Credentials(Optional.of("Basic " + Base64.getEncoder().encodeToString(both)));
  }

  /** Says nothing about the secret, for it ends up in logs. */
  @Override
  public String toString() {
    return "Credentials";
  }
}
