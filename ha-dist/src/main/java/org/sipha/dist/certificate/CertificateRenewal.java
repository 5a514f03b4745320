package org.sipha.dist.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.config.PemFile;
import org.sipha.config.ServerSettings;

/**
 * Makes new certificates for the servers of a pair, signed by its own authority.
 *
 * <p>A server keeps its key, and the new certificate is for that key. So there is one file to
 * replace, which is done in one step, and at no moment a certificate stands beside a key that isn't
 * its own; no secret has to be brought to another host; and because the authority is the same, the
 * two servers believe each other whether or not they have taken their new certificates. A new key
 * would keep nobody out who has the old one: the old certificate is believed until its own end.
 */
public final class CertificateRenewal {
  private static final String ALGORITHM = "EC"; // that init makes
  private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, the number of the choice

  private final Path authorityKey;
  private final Instant now;

  /**
   * A certificate that has been made.
   *
   * @param server whose it is
   * @param file which it has replaced
   * @param notAfter the last moment at which it is valid
   * @param endsWithAuthority whether it is shorter than usual, because its authority ends then
   */
  public record Renewed(
      ServerSettings server, Path file, Instant notAfter, boolean endsWithAuthority) {}

  private record Made(
      ServerSettings server, Path file, X509Certificate certificate, X509Certificate authority) {
    Renewed renewed() {
      Instant notAfter = certificate.getNotAfter().toInstant();
      return new Renewed(
          server, file, notAfter, notAfter.equals(authority.getNotAfter().toInstant()));
    }
  }

  private CertificateRenewal(Path authorityKey, Instant now) {
    this.authorityKey = authorityKey;
    this.now = now;
  }

  /**
   * Replaces the certificates of these servers. Nothing is replaced unless all can be made; if the
   * files can't all be written, it can be done once more.
   *
   * @param authorityKey of an authority that these servers believe
   * @throws IOException if something keeps them from being made, and if a file can't be written;
   *     the message says what to do
   */
  public static List<Renewed> run(List<ServerSettings> servers, Path authorityKey, Instant now)
      throws IOException {
    if (!Files.exists(authorityKey)) {
      throw new IOException(
          "the authority's key is not at "
              + authorityKey
              + ": name it with --authority-key FILE; if it is lost, sipha certificates renew --help tells what to do");
    }
    CertificateRenewal renewal = new CertificateRenewal(authorityKey, now);
    try {
      List<Made> made = new ArrayList<>();
      for (ServerSettings server : servers) {
        made.add(renewal.make(server));
      }
      for (Made one : made) {
        PairCertificates.replace(one.file, one.certificate);
      }
      return made.stream().map(Made::renewed).toList();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java can't make certificates: " + e.getMessage(), e);
    }
  }

  private Made make(ServerSettings server) throws IOException, GeneralSecurityException {
    Path file = server.backupSync().certificate();
    Path key = server.backupSync().key();
    Path authorities = server.backupSync().authority();
    if (file == null || key == null || authorities == null) {
      throw new IOException(
          server.file() + " names no certificate, key and authority, so there is nothing to renew");
    }
    X509Certificate old = new PemFile(file).certificates().get(0);
    checkName(server, file, old);
    // On two hosts each has its own key alone; what is here must fit.
    if (Files.exists(key) && !new PemFile(key).isKeyOf(old.getPublicKey())) {
      throw new IOException(key + " isn't the key of " + file + ": bring back the one that is");
    }
    X509Certificate authority = authority(authorities);
    KeyPair keys =
        new KeyPair(authority.getPublicKey(), new PemFile(authorityKey).privateKey(ALGORITHM));
    return new Made(
        server,
        file,
        PairAuthority.of(new PairAuthority.Signed(keys, authority), now)
            .certify(server.applicationName(), old.getPublicKey()),
        authority);
  }

  /** A certificate with other names may be used by others, and wasn't made by {@code init}. */
  private static void checkName(ServerSettings server, Path file, X509Certificate old)
      throws IOException, CertificateParsingException {
    @Nullable Collection<List<?>> names = old.getSubjectAlternativeNames();
    List<?> own = List.of(List.of(DNS_NAME, server.applicationName()));
    if (names == null || !List.copyOf(names).equals(own)) {
      throw new IOException(
          file
              + " isn't made out to "
              + server.applicationName()
              + " alone, so sipha init hasn't made it: have it signed where it was made");
    }
  }

  /** The one, of those that a server believes, to which the key belongs. */
  private X509Certificate authority(Path file) throws IOException {
    for (X509Certificate authority : new PemFile(file).certificates()) {
      if (authority.getPublicKey().getAlgorithm().equals(ALGORITHM)
          && new PemFile(authorityKey).isKeyOf(authority.getPublicKey())) {
        if (now.isAfter(authority.getNotAfter().toInstant())) {
          throw new IOException(
              "the authority in "
                  + file
                  + " has expired at "
                  + authority.getNotAfter().toInstant()
                  + ": replace it, sipha certificates renew --help tells how");
        }
        return authority;
      }
    }
    throw new IOException(
        authorityKey
            + " isn't the key of an authority in "
            + file
            + ": name the one that is with --authority-key FILE");
  }
}
