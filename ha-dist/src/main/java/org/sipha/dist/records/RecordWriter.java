package org.sipha.dist.records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;
import org.sipha.core.port.DetailRecords;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.OneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes call detail records into {@code records} of the data directory, on a thread of its own.
 * All that came while the disk was busy goes to it in one piece (group commit), and so does what
 * comes within {@value #PAUSE_MILLIS} ms after that: who hangs up doesn't notice, and a piece for
 * each record would take a sixth of the time that a call takes altogether.
 *
 * <p>What the disk doesn't take is kept, at most {@value #MAX_WAITING} lines, and tried again with
 * the next record. The call doesn't wait for that.
 */
public final class RecordWriter implements DetailRecords, AutoCloseable {
  /** The directory of the records in a data directory. */
  static final String DIRECTORY = "records";

  /** Ends of some 15 s at 600 calls a second. */
  static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
  private static final long CLOSE_MILLIS = 2_000;
  private static final int PAUSE_MILLIS = 40;

  private record Waiting(@Nullable CallDetailRecord ended, Consumer<Boolean> written) {}

  /** Behind all that was given before the writer was closed. */
  private static final Waiting LAST = new Waiting(null, written -> {});

  private final Path directory;
  private final RecordFiles files;
  private final Events events;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;

  /** Lines that aren't known to be on disk, oldest first. */
  private final Deque<String> lines = new ArrayDeque<>();

  private boolean inTrouble;

  /**
   * Begins at once; the directory is made with the first record.
   *
   * @param maxBytes when a file is full
   * @param maxFiles how many are kept
   * @param events where trouble with the disk and its end are told
   */
  public RecordWriter(Path dataDirectory, long maxBytes, int maxFiles, Events events) {
    this.events = events;
    directory = dataDirectory.resolve(DIRECTORY);
    files = new RecordFiles(directory, maxBytes, maxFiles);
    thread = OneThread.daemon("sipha-records", this::run);
    thread.start();
  }

  @Override
  public void write(CallDetailRecord ended, Consumer<Boolean> written) {
    if (!queue.offer(new Waiting(ended, written))) {
      written.accept(false);
    }
  }

  private void run() {
    try {
      List<Waiting> batch = new ArrayList<>();
      long pausedUntilNanos = System.nanoTime();
      do {
        batch.clear();
        batch.add(queue.take());
        TimeUnit.NANOSECONDS.sleep(pausedUntilNanos - System.nanoTime());
        queue.drainTo(batch);
        writeAll(batch);
        pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
      } while (!batch.contains(LAST));
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does, but then it is over
    } catch (IOException e) {
      LOG.warn(
          "the file of the call detail records could not be closed: {}", CommandFailure.reason(e));
    }
  }

  private void writeAll(List<Waiting> batch) {
    for (Waiting one : batch) {
      if (one.ended != null) {
        lines.addLast(RecordJson.line(one.ended) + "\n");
      }
    }
    boolean written = lines.isEmpty() || append();
    batch.forEach(one -> one.written.accept(written));
  }

  private boolean append() {
    try {
      files.append(String.join("", lines).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (!inTrouble) {
        events.happened(
            EventCode.RECORDS_NOT_WRITTEN,
            "call detail records can't be written to %s, the last %d are kept and tried again: %s"
                .formatted(directory, MAX_WAITING, CommandFailure.reason(e)));
      }
      inTrouble = true;
      while (lines.size() > MAX_WAITING) {
        lines.removeFirst();
      }
      return false;
    }
    if (inTrouble) {
      events.happened(
          EventCode.RECORDS_WRITTEN,
          "call detail records can be written to " + directory + " again");
    }
    inTrouble = false;
    lines.clear();
    return true;
  }

  /** Ends after what was given before has been written, or 2 s later. */
  @Override
  public void close() {
    try {
      if (queue.offer(LAST, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
