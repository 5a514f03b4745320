package org.sipha.dist.install;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.sipha.config.DurableFile;

/**
 * A release: a tarball that holds one directory {@code sipha-VERSION} with plain files and
 * directories. Whatever else it holds makes it none, so that it can write nowhere else.
 */
final class ReleaseTarball {
  private static final String TOP = "sipha-";

  /** Far more than a release needs; what is packed small may be endless. */
  private static final long MAX_BYTES = 1_000_000_000;

  private static final int MAX_ENTRIES = 10_000;

  private final Path file;
  private final Path into;
  private @Nullable String version;
  private long bytes;
  private int entries;

  private ReleaseTarball(Path file, Path into) {
    this.file = file;
    this.into = into;
  }

  /**
   * Unpacks a tarball, on disk when this returns. Who may read or run the files doesn't depend on
   * the umask.
   *
   * @param into an empty directory; {@code sipha-VERSION} is made in it
   * @return the version
   * @throws IOException if it is no release, or can't be read or written to the end
   */
  static String unpack(Path file, Path into) throws IOException {
    ReleaseTarball tarball = new ReleaseTarball(file, into);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        tarball.unpack(entry, tar);
      }
      tar.transferTo(OutputStream.nullOutputStream());
    } catch (ZipException | EOFException e) {
      throw tarball.none("it is damaged or not packed by gzip (" + e.getMessage() + ")");
    }
    if (tarball.version == null) {
      throw tarball.none("it is empty");
    }
    return tarball.version;
  }

  /** The directory that a version is unpacked to. */
  static Path directory(Path into, String version) {
    return into.resolve(TOP + version);
  }

  private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
    bytes += entry.getSize();
    if (bytes > MAX_BYTES || ++entries > MAX_ENTRIES) {
      throw none("it is too large: more than " + MAX_BYTES + " bytes or " + MAX_ENTRIES + " files");
    }
    Path place = place(entry.getName());
    if (entry.isDirectory()) {
      Trees.make(place);
    } else if (isPlainFile(entry)) {
      Trees.make(place.resolveSibling(""));
      write(place, entry, content);
    } else {
      throw none("it holds a link or device, " + entry.getName());
    }
  }

  /** For isFile() of the entry a link is one too. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    byte kind = entry.getLinkFlag();
    return (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM) && !entry.isSparse();
  }

  /** Where an entry goes: within the one directory. */
  private Path place(String name) throws IOException {
    List<String> parts = List.of(name.split("/"));
    if (name.isEmpty()
        || name.indexOf('\0') >= 0
        || parts.stream()
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
      throw none("it holds the path " + name);
    }
    String top = parts.get(0);
    String topVersion = top.startsWith(TOP) ? top.substring(TOP.length()) : "";
    if (!Installation.isVersion(topVersion) || (version != null && !version.equals(topVersion))) {
      throw none("it holds " + name + " outside of one directory " + TOP + "VERSION");
    }
    version = topVersion;
    return into.resolve(name);
  }

  private void write(Path place, TarArchiveEntry entry, InputStream content) throws IOException {
    try {
      Files.copy(content, place);
    } catch (FileAlreadyExistsException e) {
      throw none("it holds " + entry.getName() + " twice");
    }
    DurableFile.force(place);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        place, executable ? Trees.FOR_ALL : PosixFilePermissions.fromString("rw-r--r--"));
  }

  private IOException none(String why) {
    return new IOException(file + " is no release of sipha: " + why);
  }
}
