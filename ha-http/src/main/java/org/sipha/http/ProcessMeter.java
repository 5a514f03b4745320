package org.sipha.http;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures this process, at most once a second however often somebody asks, so that many readers
 * don't shorten the time over which processor use is measured. One thread at a time.
 */
final class ProcessMeter {
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private Figures last;
  private long lastNanos;
  private long lastCpuNanos;

  /**
   * The process at a moment.
   *
   * @param pid its process identifier
   * @param threads live threads
   * @param memoryBytes memory in use: resident where the system tells, else heap and non-heap
   * @param cpuPercent processor time used over the last second or more; 100 is one processor
   * @param cpuNanos processor time used since the process started, 0 if the system doesn't tell
   */
  record Figures(long pid, int threads, long memoryBytes, int cpuPercent, long cpuNanos) {}

  /** Starts measuring at {@code nowNanos} of the monotonic clock. */
  ProcessMeter(long nowNanos) {
    lastNanos = nowNanos;
    lastCpuNanos = cpuNanos();
    last = measured(0, lastCpuNanos);
  }

  /** The latest figures. */
  Figures at(long nowNanos) {
    long elapsed = nowNanos - lastNanos;
    if (elapsed >= INTERVAL_NANOS) {
      long cpu = cpuNanos();
      last = measured((int) Math.round(100.0 * (cpu - lastCpuNanos) / elapsed), cpu);
      lastNanos = nowNanos;
      lastCpuNanos = cpu;
    }
    return last;
  }

  private static Figures measured(int cpuPercent, long cpuNanos) {
    return new Figures(
        ProcessHandle.current().pid(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        memoryBytes(),
        cpuPercent,
        cpuNanos);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }

  private static long memoryBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          return 1024 * Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip());
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux: what the JVM knows of itself has to do.
      return usedByJvm();
    }
    return usedByJvm();
  }

  private static long usedByJvm() {
    var memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed();
  }
}
