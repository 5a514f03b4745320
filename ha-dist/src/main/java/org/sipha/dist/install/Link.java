package org.sipha.dist.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.sipha.config.DurableFile;

/** A symbolic link to the directory of a version. It points there or there, never to nothing. */
record Link(Path place) {

  /** The name of the directory that it points to, empty if there is no such link. */
  Optional<String> version() throws IOException {
    if (!Files.isSymbolicLink(place)) {
      refuseAnythingElse();
      return Optional.empty();
    }
    return Optional.of(Files.readSymbolicLink(place).getFileName().toString());
  }

  /**
   * Makes it point to the directory, in one step: who follows it meanwhile gets to the old one or
   * to the new one. On disk when this returns.
   */
  void pointTo(Path directory) throws IOException {
    refuseAnythingElse();
    Path home = place.resolveSibling("");
    Trees.make(home);
    Path draft = home.resolve("." + place.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createSymbolicLink(draft, home.relativize(directory));
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.force(home);
  }

  private void refuseAnythingElse() throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(place)) {
      throw new IOException(
          place
              + " should be a link to a directory of versions/ but is something else: move it away");
    }
  }
}
