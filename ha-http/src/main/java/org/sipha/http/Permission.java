package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read and who may change something (SPEC 7, 11): whoever shows a token, on loopback too,
 * or a certificate that the authority of operators has signed. One thread at a time.
 */
final class Permission {
  private static final Logger LOG = LoggerFactory.getLogger(Permission.class);
  private static final String NOBODY = "nobody";
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";

  private final AccessTokens tokens;
  private final Admission admission;
  private final Supplier<Moment> clock;

  Permission(AccessTokens tokens, Admission admission, Supplier<Moment> clock) {
    this.tokens = tokens;
    this.admission = admission;
    this.clock = clock;
  }

  Verdict toChange(HttpServerRequest request) {
    return CrossSite.isFromElsewhere(request)
        ? Verdict.refused(
            NOBODY,
            403,
            "a browser asks this for a page of another site: use this server's own page; a proxy in front must pass"
                + " the header Host on")
        : certified(request).orElseGet(() -> byToken(request, Access.OPERATE));
  }

  Verdict toRead(HttpServerRequest request) {
    return certified(request).orElseGet(() -> byToken(request, Access.READ));
  }

  /** Whether a request may change something without a token: its connection has a certificate. */
  boolean needsNoToken(HttpServerRequest request) {
    return certified(request).isPresent();
  }

  private static Optional<Verdict> certified(HttpServerRequest request) {
    SSLSession session = request.sslSession();
    if (session == null) {
      return Optional.empty();
    }
    try {
      X509Certificate own = (X509Certificate) session.getPeerCertificates()[0];
      String subject = own.getSubjectX500Principal().getName().replaceAll("\\p{Cntrl}", "?");
      return Optional.of(Verdict.given("certificate " + subject));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty(); // it has shown none: one of a stranger gets no connection
    }
  }

  private Verdict byToken(HttpServerRequest request, Access wanted) {
    String shown = bearer(request.getHeader(HttpHeaders.AUTHORIZATION), wanted);
    if (shown == null) {
      return Verdict.refused(NOBODY, 401, "needs " + what(wanted));
    }
    String address = request.remoteAddress().hostAddress();
    long now = clock.get().nanos();
    long wait = admission.secondsUntilToken(address, now);
    if (wait > 0) {
      return new Verdict(
          NOBODY,
          429,
          "too many wrong tokens came from " + address + ": wait " + wait + " s",
          wait);
    }
    if (tokens.operate().isShownBy(shown)) {
      return Verdict.given("token");
    }
    if (tokens.read().isShownBy(shown)) {
      return wanted == Access.READ
          ? Verdict.given("read-token")
          : Verdict.refused(
              "read-token",
              403,
              "data-directory/read-token only reads: this needs " + what(wanted));
    }
    if (admission.wrongToken(address, now)) {
      LOG.warn(
          "{} wrong tokens came from {}: from now on {} a minute are looked at, right or wrong",
          Admission.WRONG_TOKENS,
          address,
          Admission.WRONG_TOKENS);
    }
    return Verdict.refused(NOBODY, 401, "the token is wrong: needs " + what(wanted));
  }

  private static String what(Access wanted) {
    return (wanted == Access.READ ? "data-directory/read-token, or " : "")
        + "data-directory/token, as Authorization: Bearer, or a client certificate";
  }

  /**
   * The token in the header. A browser asks a person for a password and shows it by itself from
   * then on; so it can be the token with which to read, but not the one with which to change
   * something.
   */
  private static @Nullable String bearer(@Nullable String header, Access wanted) {
    if (header == null || header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header;
    }
    if (wanted == Access.OPERATE || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      String basic =
          new String(Base64.getDecoder().decode(header.substring(BASIC.length())), UTF_8);
      return BEARER + basic.substring(basic.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return null; // not Base64
    }
  }
}
