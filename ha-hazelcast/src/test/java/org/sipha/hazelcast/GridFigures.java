package org.sipha.hazelcast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.sipha.core.node.Input.GridState.State;

/**
 * Prints what calls cost a grid of three: memory of all members together, bytes on the network, and
 * how long writing and recalling take. Whatever else uses the loopback device would count as well,
 * so run it in a network namespace of its own (docs/grid.md has the command).
 */
final class GridFigures {
  private static final int CALLS = 20_000;
  private static final int PAIRS = 20;
  private static final int CALLS_OF_A_PAIR = 1_000;

  private GridFigures() {}

  public static void main(String[] args) throws IOException {
    try (Members members = Members.three()) {
      long bytesOfACall;
      try (Server a = new Server("figures", members.addresses())) {
        a.await(State.CURRENT);
        bytesOfACall = calls(a);
        recall(members);
        ends(a);
      }
      pairs(members, bytesOfACall);
    }
    System.exit(0);
  }

  /** What a pair costs beside its calls: each partition of its map takes a little. */
  private static void pairs(Members members, long bytesOfACall) {
    long before = heap();
    for (int i = 0; i < PAIRS; i++) {
      try (Server server = new Server("pair-" + i, members.addresses())) {
        server.await(State.CURRENT);
        server.grid.serve(true);
        for (int call = 0; call < CALLS_OF_A_PAIR; call++) {
          server.put(Samples.call(call));
        }
        written(server);
      }
    }
    long ofAPair = (heap() - before) / PAIRS;
    System.out.printf(
        "%,d bytes of memory for a pair beside its calls%n",
        ofAPair - CALLS_OF_A_PAIR * bytesOfACall);
  }

  /** Returns the bytes of memory for a call. */
  private static long calls(Server a) throws IOException {
    for (int i = 0; i < CALLS; i++) {
      a.calls.put(Samples.call(i));
    }
    long heap = heap();
    long bytes = loopbackBytes();
    long start = System.nanoTime();
    a.grid.serve(true);
    written(a);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("a value has %,d bytes%n", Samples.CODEC.encode(Samples.call(1)).length);
    System.out.printf("comparison that writes %,d calls: %.1f s%n", CALLS, seconds);
    System.out.printf("%,d bytes on the network for each%n", (loopbackBytes() - bytes) / CALLS);
    long bytesOfACall = (heap() - heap) / CALLS;
    System.out.printf("%,d bytes of memory for a call%n", bytesOfACall);

    bytes = loopbackBytes();
    start = System.nanoTime();
    a.grid.serve(true);
    written(a);
    System.out.printf(
        "comparison of %,d equal calls: %.1f s, %,d bytes a call%n",
        CALLS, (System.nanoTime() - start) / 1e9, (loopbackBytes() - bytes) / CALLS);

    return bytesOfACall;
  }

  private static void ends(Server a) throws IOException {
    long heap = heap();
    long bytes = loopbackBytes();
    for (int i = 0; i < CALLS; i++) {
      a.grid.remove(Samples.id(i), Samples.version(1, 4));
    }
    written(a);
    System.out.printf("%,d bytes on the network for an end%n", (loopbackBytes() - bytes) / CALLS);
    System.out.printf("%,d bytes of memory less for an ended call%n", (heap - heap()) / CALLS);
  }

  /** How the grid stands is told every 200 ms. */
  private static void written(Server a) {
    LockSupport.parkNanos(400_000_000);
    a.settled();
  }

  private static void recall(Members members) {
    try (Server b = new Server("figures", members.addresses())) {
      b.await(State.CURRENT);
      long start = System.nanoTime();
      int recalled = b.recall().size();
      System.out.printf(
          "recall of %,d calls: %.1f s%n", recalled, (System.nanoTime() - start) / 1e9);
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long loopbackBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/dev")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("lo:"))
        .map(line -> line.split("\\s+"))
        .mapToLong(fields -> Long.parseLong(fields[1]))
        .findFirst()
        .orElseThrow();
  }
}
