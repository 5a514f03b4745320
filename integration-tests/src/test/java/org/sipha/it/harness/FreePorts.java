package org.sipha.it.harness;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports on loopback for servers and user agents that are started later. They lie below the range
 * from which the operating system takes ports for outgoing connections (32768 and up on Linux), so
 * that nothing takes one of them in between, and none is given out twice.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePorts() {}

  /** A port that is free for UDP and TCP. */
  public static int next() {
    return block(1);
  }

  /** The first of several free ports in a row. */
  public static synchronized int block(int size) {
    for (int tried = 0; tried < COUNT; tried++) {
      int first = FIRST + Math.floorMod(NEXT.getAndAdd(size), COUNT - size);
      if (IntStream.range(first, first + size).allMatch(FreePorts::isFree)) {
        return first;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " on");
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket udp = new DatagramSocket(address);
        ServerSocket tcp = new ServerSocket()) {
      tcp.bind(address);
      return udp.isBound() && tcp.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
