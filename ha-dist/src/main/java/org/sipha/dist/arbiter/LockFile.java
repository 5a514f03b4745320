package org.sipha.dist.arbiter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that both servers of a host lock, and in which the pair's highest epoch number is
 * written.
 *
 * <p>A POSIX lock has two traps. It is dropped as soon as its process closes <i>any</i> descriptor
 * of the file, and {@link FileLock#isValid} goes on saying true: so the file is opened through this
 * class only, once, and what stands in it is read and written through the one channel that holds
 * the lock. And it belongs to the file, not to its name: when somebody puts another file there, a
 * second process can lock that one. {@link #isInPlace} notices it by comparing file keys (device
 * and inode), which takes no descriptor.
 *
 * <p>Not thread-safe: {@link FileLockArbiter} uses it on one thread.
 */
public final class LockFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockFile.class);
  private static final int MAX_CONTENT_BYTES = 64;
  private static final int MAX_OPEN_ATTEMPTS = 10;

  /**
   * How long a file that was found in place of another one isn't locked: longer than a holder of
   * the old one takes to notice and to stop serving.
   */
  private static final Duration QUARANTINE = FileLockArbiter.CHECK_PERIOD.multipliedBy(5);

  private final Path path;
  private FileChannel channel;
  private Object key;
  private @Nullable FileLock lock;
  private long usableFromNanos = System.nanoTime();

  private LockFile(Path path, Opened opened) {
    this.path = path;
    this.channel = opened.channel;
    this.key = opened.key;
  }

  /**
   * Opens the lock file, creating it and its directory if they are missing; doesn't lock it.
   *
   * @throws IOException if it can't be created or opened; the message names the file
   */
  public static LockFile open(Path path) throws IOException {
    return new LockFile(path, openInPlace(path));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /**
   * Device and inode of the open file: two processes with the same identity compete for the same
   * lock.
   */
  public String identity() {
    return key.toString();
  }

  /** Whether this process holds the lock. */
  public boolean isHeld() {
    return lock != null;
  }

  /**
   * Locks the file unless another process holds it; nothing to do if this one does.
   *
   * @return whether this process holds the lock now
   */
  public boolean tryLock() throws IOException {
    if (lock != null) {
      return true;
    }
    if (!isInPlace()) {
      LOG.warn("{} is no longer the file that was opened; opening it anew", path);
      channel.close();
      Opened opened = openInPlace(path);
      channel = opened.channel;
      key = opened.key;
      usableFromNanos = System.nanoTime() + QUARANTINE.toNanos();
    }
    if (System.nanoTime() - usableFromNanos < 0) {
      return false;
    }
    lock = lockOrNull();
    if (lock != null && !isInPlace()) {
      unlock();
    }
    return lock != null;
  }

  private @Nullable FileLock lockOrNull() throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held within this process, by another arbiter: no less held for that
    }
  }

  /** Gives the lock up, if held. */
  public void unlock() throws IOException {
    FileLock held = lock;
    lock = null;
    if (held != null) {
      held.release();
    }
  }

  /** Whether the path still leads to the file that is open here. */
  public boolean isInPlace() {
    try {
      return key.equals(keyOf(path));
    } catch (IOException e) {
      return false;
    }
  }

  /** The number that the pair wrote into the file, 0 if none. */
  public long readEpoch() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_CONTENT_BYTES);
    int read;
    do {
      read = channel.read(buffer, buffer.position());
    } while (read > 0 && buffer.hasRemaining());
    String text =
        new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    if (text.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      LOG.warn("{} should hold an epoch number but holds \"{}\"; taken as 0", path, text);
      return 0;
    }
  }

  /**
   * Writes the number. Not forced to disk: each server's own epoch file is, and this copy only has
   * to outlive a process.
   */
  public void writeEpoch(long epoch) throws IOException {
    byte[] text = (epoch + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.wrap(text);
    while (buffer.hasRemaining()) {
      channel.write(buffer, buffer.position());
    }
    channel.truncate(text.length);
  }

  /** Gives the lock up and closes the file. */
  @Override
  public void close() throws IOException {
    lock = null; // closing releases it
    channel.close();
  }

  private record Opened(FileChannel channel, Object key) {}

  /**
   * Opens the file so that the key is surely its own: the path has the same key before and after.
   */
  private static Opened openInPlace(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    for (int attempt = 0; attempt < MAX_OPEN_ATTEMPTS; attempt++) {
      try {
        createIfMissing(path);
        Object before = keyOf(path);
        FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (before.equals(keyOf(path))) {
          return new Opened(channel, before);
        }
        channel.close();
      } catch (NoSuchFileException e) {
        LOG.debug("{} vanished while it was being opened", path);
      }
    }
    throw new IOException("the lock file " + path + " is being replaced all the time");
  }

  private static void createIfMissing(Path path) throws IOException {
    if (Files.notExists(path)) {
      try {
        Files.createFile(path);
      } catch (FileAlreadyExistsException e) {
        LOG.debug("{} was created by the other server at the same time", path);
      }
    }
  }

  private static Object keyOf(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    if (key == null) {
      throw new IOException(
          "the file system of " + path + " has no file keys; place the lock file elsewhere");
    }
    return key;
  }
}
