package org.sipha.hazelcast;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.sipha.hazelcast.HeadOnly.KeyAndHead;

/** Reads the keys and heads of a whole map, part by part, on a thread that may be held up. */
final class Scan {
  private final GridMap map;
  private final CompletableFuture<Map<String, Stored>> heads = new CompletableFuture<>();
  private volatile int partsRead;

  private Scan(GridMap map) {
    this.map = map;
  }

  /** Begins. */
  static Scan begin(GridMap map, Executor scanThread) {
    Scan scan = new Scan(map);
    scanThread.execute(scan::run);
    return scan;
  }

  private void run() {
    Map<String, Stored> all = new HashMap<>();
    try {
      for (int part = 0; part < map.parts() && !heads.isDone(); part++) {
        for (KeyAndHead one : map.heads(part)) {
          all.put(one.key(), one.head());
        }
        partsRead = part + 1;
      }
      heads.complete(all);
    } catch (RuntimeException e) { // whatever a library throws when its network fails
      heads.completeExceptionally(e);
    }
  }

  /** What was read, or why it couldn't be. */
  CompletableFuture<Map<String, Stored>> heads() {
    return heads;
  }

  /** How far it has come: grows while members answer. */
  int progress() {
    return partsRead;
  }

  /** Nobody wants it any more. */
  void cancel() {
    heads.cancel(false);
  }
}
