package org.sipha.dist.certificate;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.sipha.config.DurableFile;

/**
 * The certificates of a pair as files (PEM) in a directory: {@code authority.pem} and {@code
 * authority.key}, and a {@code NAME.pem} and {@code NAME.key} for each server. EC P-256, signed
 * with SHA-256; the authority is valid for 10 years, the servers' certificates for 2.
 */
public final class PairCertificates {
  private static final String AUTHORITY = "authority";
  private static final int LINE = 64; // RFC 7468 2

  private PairCertificates() {}

  /**
   * Makes an authority and a certificate for each of these {@code application-name}s, and the
   * directory if it doesn't exist. Keys can be read by the owner only.
   *
   * @throws FileAlreadyExistsException if one of the files exists; then nothing is written
   * @throws IOException if they can't be written
   */
  public static void write(Path directory, List<String> names, Instant now) throws IOException {
    List<String> all = new ArrayList<>(names);
    all.add(AUTHORITY);
    for (String name : all) {
      for (Path file : List.of(certificate(directory, name), key(directory, name))) {
        if (Files.exists(file)) {
          throw new FileAlreadyExistsException(file.toString());
        }
      }
    }
    Files.createDirectories(directory, forOwner("rwx------"));
    try {
      PairAuthority authority = PairAuthority.create(now);
      write(directory, AUTHORITY, authority.own());
      for (String name : names) {
        write(directory, name, authority.issue(name));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java can't make certificates: " + e.getMessage(), e);
    }
  }

  /** The key of the authority in such a directory: who has it can let in anybody. */
  public static Path authorityKey(Path directory) {
    return key(directory, AUTHORITY);
  }

  /**
   * Puts a certificate in the place of another one, which stays beside it as {@code .old}. Whoever
   * reads the file meanwhile, or after a crash, finds one of the two as a whole; owner and
   * permissions stay.
   */
  static void replace(Path file, X509Certificate certificate)
      throws IOException, CertificateEncodingException {
    Path place = file.toRealPath();
    Path old = place.resolveSibling(place.getFileName() + ".old");
    Path next = place.resolveSibling(place.getFileName() + ".new");
    Files.copy(place, old, REPLACE_EXISTING, COPY_ATTRIBUTES);
    Files.copy(place, next, REPLACE_EXISTING, COPY_ATTRIBUTES); // for its owner and permissions
    DurableFile.replace(
        place,
        next,
        pem("CERTIFICATE", certificate.getEncoded()).getBytes(StandardCharsets.US_ASCII));
  }

  private static Path certificate(Path directory, String name) {
    return directory.resolve(name + ".pem");
  }

  private static Path key(Path directory, String name) {
    return directory.resolve(name + ".key");
  }

  private static void write(Path directory, String name, PairAuthority.Signed signed)
      throws IOException, CertificateEncodingException {
    X509Certificate certificate = signed.certificate();
    PrivateKey key = signed.keys().getPrivate();
    write(key(directory, name), pem("PRIVATE KEY", key.getEncoded()), forOwner("rw-------"));
    write(certificate(directory, name), pem("CERTIFICATE", certificate.getEncoded()));
  }

  /** Never over anything, and never with wider permissions for a moment. */
  private static void write(Path file, String text, FileAttribute<?>... attributes)
      throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, EnumSet.of(CREATE_NEW, WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static FileAttribute<?>[] forOwner(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
