package org.sipha.transport;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why somebody isn't let in, or why the peer doesn't let us in.
 *
 * @param kind of which the log tells the first, and then a number
 * @param text what "it", the other side, did
 */
record Refusal(Kind kind, String text) {
  private static final int MAX_CAUSES = 10;
  private static final String ALERT = "Received fatal alert: ";

  /** Each is logged by itself. */
  enum Kind {
    /** Too many sockets are open, or too many came within a second. */
    TOO_MANY,
    /** Nothing, or not enough, came in time. */
    SILENT,
    /** Something else than TLS 1.3. */
    NO_TLS,
    /** A certificate is missing. */
    NO_CERTIFICATE,
    /** The certificate isn't signed by the pair's authority. */
    STRANGER,
    /** The certificate is no longer valid. */
    EXPIRED,
    /** The certificate isn't valid yet, or a clock is wrong. */
    NOT_YET_VALID,
    /** The certificate is somebody else's. */
    WRONG_NAME,
    /** The other side refuses us. */
    REFUSED_BY_PEER,
    /** Closed before anything could be said of it. */
    BROKEN_OFF,
    /** Anything else that TLS doesn't like. */
    OTHER
  }

  /** What a failed TLS handshake means, from the many ways in which it is told. */
  static Refusal of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      Optional<Refusal> known = known(cause);
      if (known.isPresent()) {
        return known.get();
      }
      cause = cause.getCause();
    }
    return failure instanceof ClosedChannelException
            || (failure instanceof IOException && !(failure instanceof SSLException))
        ? new Refusal(Kind.BROKEN_OFF, "it closed the connection during the TLS handshake")
        : new Refusal(Kind.OTHER, "TLS failed: " + failure.getMessage());
  }

  /** Whether TLS is what failed. */
  static boolean isTls(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof SSLException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static Optional<Refusal> known(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof CertificateExpiredException) {
      return refusal(Kind.EXPIRED, "its certificate has expired (" + message + ")");
    }
    if (cause instanceof CertificateNotYetValidException) {
      return refusal(
          Kind.NOT_YET_VALID,
          "its certificate isn't valid yet (" + message + "): check both clocks");
    }
    // The second: an authority of the same name, but with another key.
    if (cause instanceof CertPathBuilderException || message.endsWith("signature check failed")) {
      return refusal(Kind.STRANGER, "its certificate isn't signed by this pair's authority");
    }
    if (cause instanceof NotSslRecordException) {
      return refusal(Kind.NO_TLS, "it doesn't speak TLS");
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return refusal(Kind.SILENT, "no TLS handshake within " + TlsHandshake.WITHIN_SECONDS + " s");
    }
    if (message.contains("Empty client certificate chain")) {
      return refusal(
          Kind.NO_CERTIFICATE, "it shows no certificate that this pair's authority has signed");
    }
    if (message.contains("protocol_version") || message.contains("preferences")) {
      return refusal(Kind.NO_TLS, "it doesn't speak TLS 1.3");
    }
    if (message.startsWith(ALERT)) {
      return refusal(
          Kind.REFUSED_BY_PEER,
          "it refuses this server's certificate ("
              + message.substring(ALERT.length())
              + "): its log says why");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(Kind kind, String text) {
    return Optional.of(new Refusal(kind, text));
  }
}
