package org.sipha.dist.upgrade;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.Optional;
import org.sipha.config.DurableFile;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.HeldLock;

/**
 * Where the last upgrade of a pair is written down, {@code HOME/upgrades/PAIR.json}, and the lock
 * that lets one upgrade of a pair run at a time on this machine.
 */
final class StateFile implements AutoCloseable {
  private final Path file;
  private final HeldLock lock;

  private StateFile(Path file, HeldLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @param home of the installation
   * @throws CommandFailure with status 75 if another upgrade of the pair runs
   */
  static StateFile lock(Path home, String pair) throws CommandFailure, IOException {
    Path directory = Files.createDirectories(home.resolve("upgrades"));
    Path place = directory.resolve(pair + ".lock");
    HeldLock lock =
        HeldLock.tryAt(place)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitStatus.REFUSED,
                        "An upgrade of the pair "
                            + pair
                            + " is running on this machine ("
                            + place
                            + " is locked)"));
    return new StateFile(directory.resolve(pair + ".json"), lock);
  }

  /** The last upgrade, empty if there was none. */
  Optional<Journal> read(Clock clock) throws IOException {
    try {
      JsonObject json = new JsonObject(Files.readString(file));
      if (json.getInteger("format", 0) != Journal.FORMAT) {
        throw new IOException(
            file + " was written by another version of sipha: use that one to go on, or remove it");
      }
      return Optional.of(Journal.of(json, clock));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new IOException(
          file + " can't be read: look at both servers with sipha status, then remove it", e);
    }
  }

  /** On disk when this returns. */
  void write(Journal journal) throws IOException {
    byte[] content = journal.json().encodePrettily().getBytes(StandardCharsets.UTF_8);
    DurableFile.replace(file, file.resolveSibling(file.getFileName() + ".draft"), content);
  }

  /** Where the ids of the calls are kept from before a switchover until after it. */
  Path calls() {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("json$", "calls"));
  }

  Path path() {
    return file;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
