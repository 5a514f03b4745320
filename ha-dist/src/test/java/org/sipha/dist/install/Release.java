package org.sipha.dist.install;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A small release for tests. Its program answers {@code version --json}, and can use those
 * configurations in which {@code works-with} names its version.
 */
final class Release {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar;

  private Release() {
    try {
      tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One with nothing in it. */
  static Release empty() {
    return new Release();
  }

  /** One as it should be. */
  static Release of(String version) {
    return empty()
        .directory("sipha-" + version + "/")
        .directory("sipha-" + version + "/logs/")
        .program("sipha-" + version, version)
        .file("sipha-" + version + "/lib/sipha.jar", 0600, "classes of " + version);
  }

  /** Puts one into that directory, with its checksum beside it. */
  static Path in(Path directory, String version) throws IOException {
    return of(version).write(directory, "sipha-" + version + ".tar.gz");
  }

  Release program(String top, String saysVersion) {
    return file(
        top + "/bin/sipha",
        0700,
        """
        #!/bin/sh
        if [ "$3" = --config ] && ! grep -q 'works-with.* %1$s' "$4"; then
          echo "$4: unknown option, says %1$s" >&2
          exit 78
        fi
        echo '{"product": "%1$s", "java": "17", "protocol": {"min": 1, "max": 1}, "schema": 1}'
        """
            .formatted(saysVersion));
  }

  Release directory(String name) {
    return entry(new TarArchiveEntry(name, true), "");
  }

  Release file(String name, int mode, String content) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    return entry(entry, content);
  }

  /** A symbolic or hard link. */
  Release link(String name, byte kind, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(target);
    return entry(entry, "");
  }

  private Release entry(TarArchiveEntry entry, String content) {
    byte[] data = content.getBytes(StandardCharsets.UTF_8);
    try {
      entry.setSize(data.length);
      tar.putArchiveEntry(entry);
      tar.write(data);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  byte[] bytes() throws IOException {
    tar.close();
    return bytes.toByteArray();
  }

  Path write(Path directory, String name) throws IOException {
    return write(directory, name, bytes());
  }

  /** Writes any content as if it were a release, with its checksum beside it. */
  static Path write(Path directory, String name, byte[] content) throws IOException {
    Path tarball = Files.write(directory.resolve(name), content);
    Files.writeString(
        directory.resolve(name + ".sha256"), Checksum.sha256(tarball) + "  " + name + "\n");
    return tarball;
  }
}
