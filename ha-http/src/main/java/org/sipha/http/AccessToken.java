package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret that a client shows, as {@code Authorization: Bearer}, to be let in (SPEC 7). The server
 * writes it to its data directory, readable by its own user only; the command line finds it there.
 */
public final class AccessToken {
  private static final Logger LOG = LoggerFactory.getLogger(AccessToken.class);
  private static final int RANDOM_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY = Set.of(OWNER_READ, OWNER_WRITE);
  private static final String SCHEME = "Bearer ";

  /** What RFC 6750 2.1 allows in a header, and no shorter than what nobody guesses. */
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._~+/=-]{32,512}");

  private final String secret;

  private AccessToken(String secret) {
    this.secret = secret;
  }

  /**
   * The token of the server with this data directory; made, together with the directory, if there
   * is none. For the server.
   *
   * @throws IOException if it can't be read, can't be written, or isn't a token
   */
  public static AccessToken in(Path dataDirectory, Access access) throws IOException {
    Optional<AccessToken> existing = find(dataDirectory, access);
    return existing.isPresent() ? existing.get() : create(dataDirectory, access.file());
  }

  /**
   * The token of the server with this data directory, empty if that server has never been started.
   * For the command line.
   *
   * @throws IOException if it can't be read or isn't a token
   */
  public static Optional<AccessToken> find(Path dataDirectory, Access access) throws IOException {
    Path file = dataDirectory.resolve(access.file());
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String secret = Files.readString(file, UTF_8).strip();
    if (!VALID.matcher(secret).matches()) {
      throw new IOException(file + " holds no token: remove it and start the server again");
    }
    closeToOthers(file);
    return Optional.of(new AccessToken(secret));
  }

  private static AccessToken create(Path dataDirectory, String file) throws IOException {
    Files.createDirectories(dataDirectory);
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    // Complete before it has its name: a crash in between must not leave half a token behind.
    Path draft =
        Files.createTempFile(
            dataDirectory, file, ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap((secret + "\n").getBytes(UTF_8)));
      out.force(true);
    }
    Files.move(draft, dataDirectory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    return new AccessToken(secret);
  }

  private static void closeToOthers(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(found)) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
      LOG.warn(
          "{} was open to others ({}), now it isn't: remove it and restart the server if somebody may have read it",
          file,
          PosixFilePermissions.toString(found));
    }
  }

  /** The value of the {@code Authorization} header that shows this token. */
  public String authorization() {
    return SCHEME + secret;
  }

  /**
   * Whether an {@code Authorization} header shows this token; takes the same time however much of
   * it is right.
   */
  public boolean isShownBy(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String shown = authorization.substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(secret.getBytes(UTF_8), shown.getBytes(UTF_8));
  }

  /** Says nothing about the secret, for it ends up in logs. */
  @Override
  public String toString() {
    return "AccessToken";
  }
}
