package org.sipha.dist.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.sipha.core.node.Input.AddressDownEnded;
import org.sipha.core.node.Input.AddressUpEnded;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Inputs;
import org.sipha.dist.OneThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code sip-vip-script-up} and {@code sip-vip-script-down}, one at a time and each with its
 * timeout. A script finds the service address in {@code SIPHA_ADDRESS} and {@code SIPHA_PORT} and
 * the server's name in {@code SIPHA_NODE}; what it prints goes to the log. A script that isn't
 * configured has succeeded.
 */
public final class Scripts implements AddressScripts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);
  private static final int MAX_LINES_LOGGED = 100;
  private static final Duration OUTPUT_GRACE = Duration.ofMillis(500);

  private final Optional<Path> up;
  private final Optional<Path> down;
  private final Duration timeout;
  private final Map<String, String> environment;
  private final Inputs inputs;
  private final ExecutorService thread;

  /**
   * Scripts for a service address.
   *
   * @param timeout after which a script is killed and has failed
   * @param environment what a script is told beside the environment of this process; see {@link
   *     #environment}
   * @param inputs where the answers go
   */
  public Scripts(
      Optional<Path> up,
      Optional<Path> down,
      Duration timeout,
      Map<String, String> environment,
      Inputs inputs) {
    this.up = up;
    this.down = down;
    this.timeout = timeout;
    this.environment = Map.copyOf(environment);
    this.inputs = inputs;
    this.thread = OneThread.named("sipha-scripts");
  }

  /** What a script is told. */
  public static Map<String, String> environment(String address, int port, String node) {
    return Map.of("SIPHA_ADDRESS", address, "SIPHA_PORT", String.valueOf(port), "SIPHA_NODE", node);
  }

  @Override
  public void up() {
    thread.execute(
        () -> {
          Ending ending = run(up);
          inputs.give(new AddressUpEnded(ending.ok, ending.text));
        });
  }

  @Override
  public void down() {
    thread.execute(
        () -> {
          Ending ending = run(down);
          inputs.give(new AddressDownEnded(ending.ok, ending.text));
        });
  }

  private record Ending(boolean ok, String text) {}

  private Ending run(Optional<Path> script) {
    return script.isEmpty() ? new Ending(true, "no script") : run(script.get());
  }

  private Ending run(Path script) {
    ProcessBuilder builder = new ProcessBuilder(script.toString()).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ending(false, e.toString());
    }
    Thread reader = OneThread.daemon("sipha-script-output", () -> log(script, process));
    reader.start();
    try {
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Ending(
            false, script + " was killed: not done after " + timeout.toMillis() + " ms");
      }
      reader.join(
          OUTPUT_GRACE.toMillis()); // not longer: a child of the script may keep its output open
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return new Ending(false, script + " was interrupted");
    }
    int status = process.exitValue();
    return new Ending(status == 0, script + " ended with " + status);
  }

  private static void log(Path script, Process process) {
    Path name = script.getFileName();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int lines = 0;
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (lines++ < MAX_LINES_LOGGED) { // the rest is read too, or the script would wait for us
          LOG.info("{}: {}", name, line);
        }
      }
    } catch (IOException e) {
      LOG.debug("{}: its output ended: {}", name, e.toString());
    }
  }

  /** Starts no further script. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
