package org.sipha.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run was made. Nothing that names the machine itself.
 *
 * @param cores processors that the JVM sees
 * @param processor what the kernel says they are
 * @param memoryMegabytes all of it
 * @param kernel its version
 * @param jdk version and vendor of the JDK that the servers run on
 */
public record Machine(
    int cores, String processor, long memoryMegabytes, String kernel, String jdk) {
  /** This one (Linux). */
  public static Machine present() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        line("/proc/cpuinfo", "model name"),
        Long.parseLong(line("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024,
        System.getProperty("os.version").replaceFirst("-.*", ""),
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"));
  }

  private static String line(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
