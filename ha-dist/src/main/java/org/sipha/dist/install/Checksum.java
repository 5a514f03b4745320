package org.sipha.dist.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** The SHA-256 by which a tarball is known to be the one that was released. */
final class Checksum {
  /** As {@code sha256sum} writes it: the sum, a space, a space or star, the name. */
  private static final Pattern LINE = Pattern.compile("([0-9A-Fa-f]{64}) [ *](?<name>.+)");

  private Checksum() {}

  /**
   * Checks a tarball against what was said, or else against the file beside it.
   *
   * @param said 64 hexadecimal digits
   * @throws CommandFailure if it is another one, or nothing is known to check it by
   */
  static void verify(Path tarball, Optional<String> said) throws CommandFailure, IOException {
    if (!Files.isRegularFile(tarball)) {
      throw new CommandFailure(
          ExitStatus.FAILED, tarball + " is no file: name the tarball of a release");
    }
    String expected = said.isPresent() ? said.get() : beside(tarball);
    String actual = sha256(tarball);
    if (!actual.equals(expected.toLowerCase(Locale.ROOT))) {
      throw new CommandFailure(
          ExitStatus.FAILED,
          tarball
              + " is not what was released: its SHA-256 is "
              + actual
              + ", but "
              + expected
              + " is expected. Fetch it again.");
    }
  }

  private static String beside(Path tarball) throws CommandFailure, IOException {
    String name = tarball.getFileName().toString();
    Path file = tarball.resolveSibling(name + ".sha256");
    if (!Files.exists(file)) {
      throw new CommandFailure(
          ExitStatus.FAILED,
          "there is no "
              + file
              + " to check the tarball by: put the one of the release there, or say --sha256 HEX from a source that you"
              + " trust");
    }
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    Matcher line = LINE.matcher(text);
    if (!line.matches() || !line.group("name").equals(name)) {
      throw new CommandFailure(
          ExitStatus.FAILED,
          file + " should hold one line, the SHA-256 of " + name + " as sha256sum writes it");
    }
    return line.group(1);
  }

  static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
