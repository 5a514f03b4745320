package org.sipha.dist.server;

import java.io.IOException;
import java.io.InputStream;
import org.sipha.dist.OneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server when the process that started it has ended, however that ended: our standard input
 * is a pipe whose other end only the parent holds, and the system closes it with the parent.
 */
public final class ParentWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);

  private ParentWatch() {}

  /**
   * Watches on a thread of its own.
   *
   * @param pipe standard input; nothing is expected to come from it
   * @param ended what to do when the parent has ended
   */
  public static void start(InputStream pipe, Runnable ended) {
    OneThread.daemon(
            "sipha-parent-watch",
            () -> {
              awaitEnd(pipe);
              ended.run();
            })
        .start();
  }

  private static void awaitEnd(InputStream pipe) {
    try {
      int read;
      do {
        read = pipe.read();
      } while (read >= 0);
    } catch (IOException e) {
      LOG.debug("standard input: {}", e.toString()); // the same as its end
    }
  }
}
