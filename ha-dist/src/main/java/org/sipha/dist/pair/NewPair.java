package org.sipha.dist.pair;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.sipha.config.PairFiles;
import org.sipha.dist.certificate.PairCertificates;

/** Everything that two new servers need: both files, an authority, and a certificate for each. */
public final class NewPair {
  private NewPair() {}

  /**
   * Writes a pair on one host.
   *
   * @throws FileAlreadyExistsException if any of the files exists; then nothing is written
   * @throws IOException if they can't be written
   */
  public static PairFiles write(Path directory, PairFiles.LocalPair pair) throws IOException {
    certify(directory);
    return PairFiles.write(directory, pair);
  }

  /**
   * Writes a pair on two hosts.
   *
   * @throws FileAlreadyExistsException if any of the files exists; then nothing is written
   * @throws IOException if they can't be written
   */
  public static PairFiles write(Path directory, PairFiles.HostsPair pair) throws IOException {
    certify(directory);
    return PairFiles.write(directory, pair);
  }

  /** Where the certificates of a pair in this directory are. */
  public static Path certificates(Path directory) {
    return directory.resolve(PairFiles.CERTIFICATES);
  }

  private static void certify(Path directory) throws IOException {
    PairFiles.in(directory).checkNew();
    Files.createDirectories(directory);
    PairCertificates.write(
        certificates(directory), List.of(PairFiles.NAME_A, PairFiles.NAME_B), Instant.now());
  }
}
