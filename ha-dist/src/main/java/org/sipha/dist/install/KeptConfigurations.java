package org.sipha.dist.install;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sipha.config.ConfigurationText;
import org.sipha.config.DurableFile;

/**
 * The configurations that a server ran with, one for each version: its file and those that it
 * includes. Values that stand in files of their own, <code>${file:PATH}</code>, aren't kept: they
 * are secrets. All of it is for its owner only, since a configuration may hold passwords.
 *
 * <p>Each has a directory with the files and {@code places.json}, which tells for each of them
 * where it belongs, as a path from the directory of the server's file; that file is the first one.
 */
final class KeptConfigurations {
  private static final String PLACES = "places.json";
  private static final Set<PosixFilePermission> MINE = PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> DIRECTORY_OF_MINE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;

  /**
   * Those in a directory.
   *
   * @param directory made when the first one is kept
   */
  KeptConfigurations(Path directory) {
    this.directory = directory;
  }

  /** Where one is kept, or would be. */
  Path place(String name) {
    return directory.resolve(name);
  }

  /** Whether one is kept under that name. */
  boolean has(String name) throws IOException {
    Path before = before(name);
    if (!Files.exists(place(name)) && Files.exists(before)) {
      // A crash between the two renames of keep: the one before is the last whole one.
      Files.move(before, place(name), StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.exists(place(name));
  }

  /** Whether the one that is kept under that name says the same as the present files. */
  boolean isLike(String name, Path configuration) throws IOException {
    Map<String, byte[]> kept = kept(name);
    Map<String, byte[]> present = present(configuration);
    return kept.keySet().equals(present.keySet())
        && kept.keySet().stream()
            .allMatch(place -> Arrays.equals(kept.get(place), present.get(place)));
  }

  /**
   * Keeps the present files under a name, in place of what was kept under it.
   *
   * @return whether anything was written
   */
  boolean keep(String name, Path configuration) throws IOException {
    if (has(name) && isLike(name, configuration)) {
      return false;
    }
    Trees.make(directory.resolveSibling(""));
    Files.createDirectories(directory, DIRECTORY_OF_MINE);
    Path draft = directory.resolve("." + name + ".new");
    Trees.delete(draft);
    Files.createDirectory(draft, DIRECTORY_OF_MINE);
    JsonObject places = new JsonObject();
    int number = 0;
    for (Map.Entry<String, byte[]> file : present(configuration).entrySet()) {
      String stored = number++ + "-" + Path.of(file.getKey()).getFileName();
      places.put(stored, file.getKey());
      write(draft.resolve(stored), file.getValue());
    }
    write(draft.resolve(PLACES), places.encodePrettily().getBytes(StandardCharsets.UTF_8));
    DurableFile.force(draft);
    Trees.delete(before(name));
    if (Files.exists(place(name))) {
      Files.move(place(name), before(name), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(draft, place(name), StandardCopyOption.ATOMIC_MOVE);
    DurableFile.force(directory);
    Trees.delete(before(name));
    return true;
  }

  /**
   * Puts what is kept under a name in the place of the present files, the server's own file last.
   * Each keeps its owner and permissions.
   */
  void putBack(String name, Path configuration) throws IOException {
    List<Map.Entry<String, byte[]>> files = new ArrayList<>(kept(name).entrySet());
    Collections.reverse(files);
    Path base = base(configuration);
    for (Map.Entry<String, byte[]> file : files) {
      replace(base.resolve(file.getKey()).normalize(), file.getValue());
    }
  }

  private static void replace(Path place, byte[] content) throws IOException {
    if (!Files.exists(place)) {
      Files.createDirectories(place.resolveSibling(""));
      write(place, content);
      return;
    }
    Path file = place.toRealPath();
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    write(draft, new byte[0]);
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
    if (!Files.getOwner(draft).equals(attributes.owner())) {
      view.setOwner(attributes.owner());
    }
    view.setGroup(attributes.group());
    view.setPermissions(attributes.permissions());
    DurableFile.replace(file, draft, content);
  }

  /** The present files by their place. */
  private static Map<String, byte[]> present(Path configuration) throws IOException {
    Path base = base(configuration);
    Map<String, byte[]> files = new LinkedHashMap<>();
    ConfigurationText.read(configuration)
        .files()
        .forEach((file, content) -> files.put(base.relativize(file).toString(), content));
    return files;
  }

  /** The kept files by their place, in the order in which they were kept. */
  private Map<String, byte[]> kept(String name) throws IOException {
    Path home = place(name);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry :
        new JsonObject(Files.readString(home.resolve(PLACES))).getMap().entrySet()) {
      files.put((String) entry.getValue(), Files.readAllBytes(home.resolve(entry.getKey())));
    }
    return files;
  }

  private static Path base(Path configuration) {
    return configuration.toAbsolutePath().normalize().resolveSibling("");
  }

  private Path before(String name) {
    return directory.resolve("." + name + ".old");
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(MINE));
    Files.write(file, content);
    DurableFile.force(file);
  }
}
