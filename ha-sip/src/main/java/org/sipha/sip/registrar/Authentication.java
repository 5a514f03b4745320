package org.sipha.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sipha.sip.message.Credentials;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Dn;

/**
 * Whether a request is from who knows the password of a DN (RFC 3261 22, RFC 7616, RFC 8760). The
 * user's name is the DN's. Nothing is remembered, so that strangers cost no memory; in return a
 * request that somebody overhears can be sent again from the same host for some minutes.
 *
 * <p>A nonce that is too old, or the other server's, with which everything else is right is
 * answered with {@code stale=true}: the telephone tries again by itself, without asking its user.
 */
public final class Authentication {
  /** Who asks: a registrar for itself, or on the way to somebody else. */
  public enum Asked {
    /** RFC 3261 22.2. */
    BY_REGISTRAR(401, "WWW-Authenticate", "Authorization"),
    /** RFC 3261 22.3. */
    ON_THE_WAY(407, "Proxy-Authenticate", "Proxy-Authorization");

    private final int status;
    private final String challenge;
    private final String credentials;

    Asked(int status, String challenge, String credentials) {
      this.status = status;
      this.challenge = challenge;
      this.credentials = credentials;
    }
  }

  private final String realm;
  private final List<Digest> digests;
  private final Nonces nonces;
  private final WrongPasswords wrongPasswords;

  /** With a key of its own. */
  public Authentication(RegistrarSettings settings, LongSupplier epochMillis) {
    realm = settings.realm();
    digests = settings.sha256() ? List.of(Digest.values()) : List.of(Digest.MD5);
    nonces = new Nonces(epochMillis);
    wrongPasswords = new WrongPasswords(epochMillis);
  }

  /** Empty if the request is from who knows the password of this DN. */
  public Optional<Refusal> refusal(SipRequest request, Dn dn, Asked asked) {
    String password = dn.password();
    if (password == null) {
      return Optional.of(Refusal.of(403));
    }
    Optional<Credentials> shown;
    try {
      shown = shown(request, asked);
    } catch (IllegalArgumentException e) {
      return Optional.of(Refusal.of(400));
    }
    if (shown.isEmpty()) {
      return Optional.of(challenge(request, asked, false));
    }
    Credentials credentials = shown.get();
    if (!isComplete(credentials) || !isFor(request, credentials.get("uri"))) {
      return Optional.of(Refusal.of(400)); // RFC 7616 3.4.6
    }
    if (!isRight(request, credentials, dn.name(), password)) {
      wrongPasswords.count(dn.name(), request.source());
      return Optional.of(challenge(request, asked, false));
    }
    return nonces.isFresh(credentials.get("nonce"), request.source().host())
        ? Optional.empty()
        : Optional.of(challenge(request, asked, true));
  }

  /** The first credentials that answer a challenge of ours: others are for other servers. */
  private Optional<Credentials> shown(SipRequest request, Asked asked) {
    return Credentials.all(request, asked.credentials).stream()
        .filter(
            credentials ->
                credentials.scheme().equalsIgnoreCase("Digest")
                    && credentials.get("realm").equals(realm)
                    && credentials.get("qop").equalsIgnoreCase(Digest.QOP)
                    && Digest.named(credentials.get("algorithm"))
                        .filter(digests::contains)
                        .isPresent())
        .findFirst();
  }

  private static boolean isComplete(Credentials credentials) {
    return credentials.get("nc").matches("[0-9A-Fa-f]{8}")
        && !credentials.get("cnonce").isEmpty()
        && !credentials.get("nonce").isEmpty()
        && !credentials.get("response").isEmpty();
  }

  private static boolean isFor(SipRequest request, String uri) {
    try {
      return uri.equals(request.uri())
          || SipUri.parse(uri).isEquivalentTo(SipUri.parse(request.uri()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isRight(
      SipRequest request, Credentials credentials, String username, String password) {
    String expected =
        Digest.named(credentials.get("algorithm"))
            .orElseThrow()
            .response(
                username,
                realm,
                password,
                request.method(),
                credentials.get("uri"),
                credentials.get("nonce"),
                credentials.get("nc"),
                credentials.get("cnonce"));
    String response = credentials.get("response").toLowerCase(Locale.ROOT);
    boolean equal = MessageDigest.isEqual(expected.getBytes(US_ASCII), response.getBytes(US_ASCII));
    return equal && credentials.get("username").equals(username);
  }

  private Refusal challenge(SipRequest request, Asked asked, boolean stale) {
    String nonce = nonces.next(request.source().host());
    List<Header> headers = new ArrayList<>(2);
    for (Digest digest : digests) {
      headers.add(
          new Header(
              asked.challenge,
              "Digest realm=\""
                  + realm
                  + "\", nonce=\""
                  + nonce
                  + "\", algorithm="
                  + digest.algorithm
                  + ", qop=\""
                  + Digest.QOP
                  + "\""
                  + (stale ? ", stale=true" : "")));
    }
    return new Refusal(asked.status, headers);
  }
}
