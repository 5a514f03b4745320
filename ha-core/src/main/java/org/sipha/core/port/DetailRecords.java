package org.sipha.core.port;

import java.util.function.Consumer;
import org.sipha.core.call.CallDetailRecord;

/** Keeps the call detail records of a server. */
@FunctionalInterface
public interface DetailRecords {
  /** Keeps nothing, and says that all went well. */
  DetailRecords NONE = (ended, written) -> written.accept(true);

  /**
   * Takes a record and returns at once.
   *
   * @param written is told once, on any thread: true when the record would survive a loss of power,
   *     false when it couldn't be written and never will be. With a disk that hangs this may take
   *     for ever.
   */
  void write(CallDetailRecord ended, Consumer<Boolean> written);
}
