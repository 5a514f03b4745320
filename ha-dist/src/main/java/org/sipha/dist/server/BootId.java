package org.sipha.dist.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies the running operating system: two processes with the same id run on the same host. */
final class BootId {
  private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  /**
   * The kernel's id, new at each boot. Where there is none (no Linux) the host's name stands for
   * it, which says the same as long as two hosts of a pair have different names.
   */
  static String read() {
    try {
      return Files.readString(LINUX).strip();
    } catch (IOException e) {
      return "host " + hostName();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "without a name";
    }
  }
}
