package org.sipha.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.port.DetailRecords;

/** Keeps call detail records, at once or when a test says so. */
final class FakeRecords implements DetailRecords {
  /** What is on disk. */
  final List<CallDetailRecord> written = new ArrayList<>();

  private final List<Runnable> waiting = new ArrayList<>();

  /** A disk that takes its time. */
  boolean isSlow;

  /** A disk that takes nothing. */
  boolean isFull;

  @Override
  public void write(CallDetailRecord ended, Consumer<Boolean> then) {
    if (isFull) {
      then.accept(false);
    } else if (isSlow) {
      waiting.add(() -> keep(ended, then));
    } else {
      keep(ended, then);
    }
  }

  private void keep(CallDetailRecord ended, Consumer<Boolean> then) {
    written.add(ended);
    then.accept(true);
  }

  /** The slow disk has written all that it was given. */
  void writeAll() {
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Runnable::run);
  }

  /** What wasn't on disk is lost with the server. */
  void forgetWaiting() {
    waiting.clear();
  }

  /** The only record. */
  CallDetailRecord only() {
    if (written.size() != 1) {
      throw new AssertionError(written.size() + " records: " + written);
    }
    return written.get(0);
  }
}
