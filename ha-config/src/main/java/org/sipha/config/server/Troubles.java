package org.sipha.config.server;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.sipha.config.ServerTrouble;

/** What is wrong with a configuration server, and what to do, in words. */
final class Troubles {
  private Troubles() {}

  /** An answer other than the text, or that it is unchanged. */
  static ServerTrouble ofStatus(int status) {
    String answer = "answers " + status + ": ";
    if (status >= 500) {
      return ServerTrouble.passing(answer + "it has a trouble of its own, see its log");
    }
    return ServerTrouble.lasting(
        answer
            + switch (status) {
              case 401 ->
                  "it doesn't know who asks: check the credentials (" + Credentials.WHERE + ")";
              case 403 ->
                  "who asks may not read this: check the credentials ("
                      + Credentials.WHERE
                      + ") and its rules";
              case 404 ->
                  "the server is there, but has no such application or file: check -app and --config-path";
              case 301, 302, 303, 307, 308 ->
                  "redirections are not followed: name the place itself with -host, -port and --config-path";
              default -> "200 was expected";
            });
  }

  /** An answer that didn't come, or not as a whole. */
  static ServerTrouble of(Throwable cause) {
    if (cause instanceof ServerTrouble trouble) {
      return trouble;
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return ServerTrouble.passing(
          "accepts no connection within 2 s: check -host, -port and the network");
    }
    if (cause instanceof ConnectException) {
      return comesFrom(UnresolvedAddressException.class, cause)
          ? ServerTrouble.passing("has a name that can't be resolved: check -host")
          : ServerTrouble.passing("accepts no connection: check that it runs, and -host and -port");
    }
    if (cause instanceof SSLException) {
      return ServerTrouble.lasting(
          comesFrom(CertificateException.class, cause)
              ? "has a certificate that isn't believed ("
                  + cause.getMessage()
                  + "): name its authority with --config-trust FILE, and check -host"
              : "doesn't speak TLS as it should ("
                  + cause.getMessage()
                  + "): check -port, --config-tls and --config-trust");
    }
    return ServerTrouble.passing("gives no whole answer (" + cause.getMessage() + ")");
  }

  private static boolean comesFrom(Class<? extends Exception> kind, Throwable trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
