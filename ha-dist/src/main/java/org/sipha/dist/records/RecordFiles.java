package org.sipha.dist.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.config.DurableFile;

/**
 * The numbered files of one server's records, {@code records-00000001.jsonl} and so on. The newest
 * one grows until it is full; then the next one is begun and the oldest is deleted if there are too
 * many. For one thread.
 */
final class RecordFiles {
  private static final Pattern NAME = Pattern.compile("records-([0-9]{8})\\.jsonl");

  private final Path directory;
  private final long maxBytes;
  private final int maxFiles;
  private @Nullable FileChannel open;

  /**
   * Nothing is made or opened before the first record.
   *
   * @param maxBytes a file that has so many is full
   */
  RecordFiles(Path directory, long maxBytes, int maxFiles) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  /** The files of a directory, oldest first; none if there is no such directory. */
  static List<Path> in(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> name(file).matches()).sorted().toList();
    }
  }

  private static Matcher name(Path file) {
    return NAME.matcher(file.getFileName().toString());
  }

  /**
   * Appends whole lines; they would survive a loss of power when this returns.
   *
   * @throws IOException if that isn't sure; some of it may have been written
   */
  void append(byte[] lines) throws IOException {
    try {
      FileChannel channel = open == null ? openNewest() : open;
      if (channel.position() >= maxBytes) {
        channel.close();
        channel = openNext();
      }
      open = channel;
      writeAll(channel, lines);
      channel.force(false);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private FileChannel openNewest() throws IOException {
    Files.createDirectories(directory);
    List<Path> files = in(directory);
    if (files.isEmpty()) {
      return openNext();
    }
    FileChannel channel = channel(files.get(files.size() - 1));
    if (isCutOff(channel)) {
      writeAll(channel, new byte[] {'\n'}); // the next line is whole again
    }
    return channel;
  }

  private FileChannel openNext() throws IOException {
    List<Path> files = in(directory);
    int number = 1;
    if (!files.isEmpty()) {
      Matcher newest = name(files.get(files.size() - 1));
      number += newest.matches() ? Integer.parseInt(newest.group(1)) : 0;
    }
    FileChannel channel =
        channel(directory.resolve(String.format(Locale.ROOT, "records-%08d.jsonl", number)));
    for (int i = 0; i <= files.size() - maxFiles; i++) {
      Files.deleteIfExists(files.get(i));
    }
    DurableFile.force(directory); // else the new file itself could be lost
    return channel;
  }

  private static FileChannel channel(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return channel.position(channel.size());
  }

  /** Whether the last line has no end, since its writer died. */
  private static boolean isCutOff(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** Closes the open file; the next record opens it again. */
  void close() throws IOException {
    FileChannel channel = open;
    open = null;
    if (channel != null) {
      channel.close();
    }
  }
}
