package org.sipha.dist.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sipha.dist.OneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd, if it has started this server, when it is ready, that it stops, and again and
 * again that its core ticks (sd_notify(3), sd_watchdog_enabled(3)). A server that is frozen or
 * hangs says nothing, and is ended, so that its peer can take over.
 *
 * <p>The words go through the program {@code systemd-notify}, so the unit needs {@code
 * NotifyAccess=all}.
 */
final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
  private static final String SOCKET = "NOTIFY_SOCKET";
  private static final String PROGRAM = "systemd-notify";
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** So that one word may be late and another one lost. */
  private static final int WORDS_PER_WATCHDOG_TIME = 3;

  private final ScheduledExecutorService thread = OneThread.named("sipha-service-manager");
  private final String socket;
  private final Supplier<Optional<String>> state;
  private final Optional<Duration> watchdog;

  private ServiceManager(
      String socket, Supplier<Optional<String>> state, Optional<Duration> watchdog) {
    this.socket = socket;
    this.state = state;
    this.watchdog = watchdog;
  }

  /**
   * The service manager of this process; empty if it wasn't started by one that wants to be told.
   *
   * @param environment of this process
   * @param state how the server is, in a few words for {@code systemctl status}; empty while its
   *     core doesn't tick
   */
  static Optional<ServiceManager> of(
      Map<String, String> environment, Supplier<Optional<String>> state) {
    return Optional.ofNullable(environment.get(SOCKET))
        .map(socket -> new ServiceManager(socket, state, watchdog(environment)));
  }

  private static Optional<Duration> watchdog(Map<String, String> environment) {
    String own = String.valueOf(ProcessHandle.current().pid());
    String time = environment.get("WATCHDOG_USEC");
    return time == null || !own.equals(environment.getOrDefault("WATCHDOG_PID", own))
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(time))));
  }

  /** The server has started. From now on its core is watched. */
  @SuppressWarnings("FutureReturnValueIgnored") // OneThread tells what a word throws
  void ready() {
    thread.execute(() -> tell("READY=1"));
    watchdog.ifPresent(
        time -> {
          long period = time.toNanos() / WORDS_PER_WATCHDOG_TIME;
          thread.scheduleAtFixedRate(this::tellThatItTicks, 0, period, TimeUnit.NANOSECONDS);
        });
  }

  private void tellThatItTicks() {
    state.get().ifPresent(text -> tell("WATCHDOG=1", "STATUS=" + text));
  }

  /** The server stops. It is watched no longer: it has time limits of its own for that. */
  void stopping() {
    thread.execute(() -> tell("STOPPING=1"));
  }

  private void tell(String... words) {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM);
    command.addAll(List.of(words));
    ProcessBuilder program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    program.environment().put(SOCKET, socket);
    try {
      Process process = program.start();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        LOG.warn("{} has not ended within {} s", PROGRAM, PATIENCE.toSeconds());
      } else if (process.exitValue() != 0) {
        LOG.warn("{} {} has failed: {}", PROGRAM, words[0], process.exitValue());
      }
    } catch (IOException e) {
      LOG.error("systemd can't be told {}: {}", words[0], e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
