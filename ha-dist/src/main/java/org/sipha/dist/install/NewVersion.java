package org.sipha.dist.install;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.config.DurableFile;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.HeldLock;

/**
 * One run of {@code sipha install}. A version is unpacked and proven in a directory of its own,
 * which gets its name in {@code versions/} as the last step: a crash leaves the version there as a
 * whole or not at all, and what it leaves half is removed by the next run.
 */
final class NewVersion {
  private static final String INCOMING = ".incoming-";
  private static final String REMOVED = ".removed-";

  private final Installation installation;
  private final Path versions;
  private final Consumer<String> say;

  NewVersion(Installation installation, Consumer<String> say) {
    this.installation = installation;
    this.versions = installation.directoryOfVersions();
    this.say = say;
  }

  /** See {@link Installation#install}. */
  String install(Path tarball, Optional<String> sha256, List<Path> configurations, int keep)
      throws CommandFailure, IOException {
    Checksum.verify(tarball, sha256);
    try {
      Trees.make(versions);
      try (HeldLock lock = HeldLock.tryAt(versions.resolve(".lock")).orElseThrow(this::isBusy)) {
        removeLeftovers();
        String version = unpacked(tarball, configurations);
        installation.pointCurrentToNewest();
        removeSuperfluous(version, keep);
        return version;
      }
    } catch (FileSystemException e) {
      throw new IOException(installation.words(e) + ". Nothing was installed.", e);
    }
  }

  private CommandFailure isBusy() {
    return new CommandFailure(
        ExitStatus.REFUSED,
        "another sipha install is at work in " + installation.home() + ": wait until it has ended");
  }

  private String unpacked(Path tarball, List<Path> configurations)
      throws CommandFailure, IOException {
    Path incoming = Files.createTempDirectory(versions, INCOMING);
    try {
      String version = ReleaseTarball.unpack(tarball, incoming);
      Path unpacked = ReleaseTarball.directory(incoming, version);
      Path place = installation.directoryOf(version);
      if (Files.exists(place)) {
        refuseUnlessEqual(version, unpacked, place);
        check(installation.program(version), version, configurations);
        say.accept(version + " is installed already");
        return version;
      }
      check(Installation.programIn(unpacked), version, configurations);
      Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
      DurableFile.force(versions);
      say.accept("Installed: " + version + " in " + place);
      return version;
    } finally {
      Trees.delete(incoming);
    }
  }

  /** Runs the program, which also has its files in memory when a server is started. */
  private void check(Path program, String version, List<Path> configurations)
      throws CommandFailure, IOException {
    if (!Files.isExecutable(program)) {
      throw new IOException("this is no release of sipha: it has no bin/sipha that can be run");
    }
    String product = ProgramVersions.ask(program, Optional.empty()).product();
    if (!product.equals(version)) {
      throw new IOException(
          "the directory in the tarball says "
              + version
              + " but the program in it says "
              + product
              + ": it isn't installed");
    }
    for (Path configuration : configurations) {
      try {
        ProgramVersions.ask(program, Optional.of(configuration));
      } catch (CommandFailure e) {
        throw new CommandFailure(
            e.exitStatus(),
            version
                + " can't use the configuration "
                + configuration
                + ", so nothing was changed. What it says:\n"
                + e.text());
      }
    }
  }

  private static void refuseUnlessEqual(String version, Path unpacked, Path place)
      throws CommandFailure, IOException {
    Map<Path, Path> here = files(place);
    Map<Path, Path> there = files(unpacked);
    if (here.keySet().equals(there.keySet())) {
      @Nullable Path different = null;
      for (Map.Entry<Path, Path> file : there.entrySet()) {
        Path installed = here.get(file.getKey());
        if (installed == null || Files.mismatch(file.getValue(), installed) >= 0) {
          different = file.getKey();
        }
      }
      if (different == null) {
        return;
      }
    }
    throw new CommandFailure(
        ExitStatus.FAILED,
        version
            + " is installed in "
            + place
            + ", but with other files than the tarball's. A version is never changed: see which of the two is the"
            + " release, and if it is the tarball's, move that directory away while no server runs it");
  }

  /** All files by their place, but those that the program writes. */
  private static Map<Path, Path> files(Path directory) throws IOException {
    Map<Path, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile).forEach(file -> files.put(directory.relativize(file), file));
    }
    files.keySet().removeIf(file -> file.startsWith("logs"));
    return files;
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(versions, "{" + INCOMING + "," + REMOVED + "}*")) {
      for (Path leftover : entries) {
        Trees.delete(leftover);
      }
    }
  }

  private void removeSuperfluous(String version, int keep) throws IOException {
    for (String old : new Retention(installation).superfluous(keep)) {
      if (!old.equals(version)) {
        Path place = installation.directoryOf(old);
        Path removed = versions.resolve(REMOVED + old);
        Files.move(place, removed, StandardCopyOption.ATOMIC_MOVE);
        Trees.delete(removed);
        say.accept("Removed: " + old + ", which no server runs");
      }
    }
  }
}
