package org.sipha.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.it.agent.Line;

/**
 * A running SIPp: one scenario, from one port, without a screen, writing its statistics each
 * second.
 */
public final class Sipp implements AutoCloseable {
  private static final String NOT_INSTALLED =
      "sipp isn't installed (Debian: apt-get install sip-tester)";

  /** SIPp opens its media port and the second one after it, used or not. */
  private static final int MEDIA_PORTS = 4;

  /** More calls at once need more open files than a shell usually has. */
  private static final int MOST_CALLS = 5_000;

  /** Where scenarios log what has become of which call. */
  private static final String CALLS = "calls.log";

  private final SippScenario scenario;
  private final Path directory;
  private final Process process;

  private Sipp(SippScenario scenario, Path directory, Process process) {
    this.scenario = scenario;
    this.directory = directory;
    this.process = process;
  }

  /**
   * Skips the calling test with a reason where SIPp isn't installed; in a continuous build that is
   * a failure.
   */
  public static void require() {
    boolean installed;
    try {
      ShellCommand.run("sipp", "-v");
      installed = true;
    } catch (UncheckedIOException e) {
      installed = false;
    }
    Needed.require(installed, NOT_INSTALLED);
  }

  /**
   * Starts a callee, which answers whatever comes to its port.
   *
   * @param talk for how long it talks if it's the one who hangs up
   */
  public static Sipp answer(SippScenario scenario, String number, int port, Duration talk) {
    return answer(scenario, number, port, Line.loopback(port), talk, List.of());
  }

  /** Starts a callee on a line, with further options of SIPp's, which win over the usual ones. */
  public static Sipp answer(
      SippScenario scenario,
      String number,
      int port,
      Line line,
      Duration talk,
      List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("-d", String.valueOf(talk.toMillis())));
    arguments.addAll(options);
    return start(scenario, number, port, line, arguments);
  }

  /**
   * Starts a caller, which calls a number at a steady rate until {@link #stop}.
   *
   * @param talk for how long it talks if it's the one who hangs up
   */
  public static Sipp call(
      SippScenario scenario,
      String number,
      int port,
      String dialled,
      int sipPort,
      int callsPerSecond,
      Duration talk) {
    return call(
        scenario, number, port, dialled, Line.loopback(sipPort), callsPerSecond, talk, List.of());
  }

  /** Starts a caller on a line, with further options of SIPp's, which win over the usual ones. */
  public static Sipp call(
      SippScenario scenario,
      String number,
      int port,
      String dialled,
      Line line,
      int callsPerSecond,
      Duration talk,
      List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                line.service() + ":" + line.port(),
                "-s",
                dialled,
                "-r",
                String.valueOf(callsPerSecond),
                // Far above what a rate gives, so that a stalled server can't hold the load back.
                "-l",
                String.valueOf(MOST_CALLS),
                "-d",
                String.valueOf(talk.toMillis())));
    arguments.addAll(options);
    return start(scenario, number, port, line, arguments);
  }

  /** Starts a caller or a callee with arguments of its own. */
  static Sipp start(
      SippScenario scenario, String number, int port, Line line, List<String> arguments) {
    Path directory = Directories.fresh("sipp " + scenario.file());
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sipp", "-sf", scenario.file() + ".xml"));
    command.addAll(arguments);
    command.addAll(List.of("-i", line.client(), "-p", String.valueOf(port)));
    command.addAll(List.of("-bind_local", "-mp", String.valueOf(FreePorts.block(MEDIA_PORTS))));
    command.addAll(List.of("-ci", PairSetup.HOST, "-cp", String.valueOf(FreePorts.next())));
    // The caller's and the callee's name: each scenario uses the one that it is.
    command.addAll(List.of("-key", "caller", number, "-key", "callee", number));
    // -aa answers OPTIONS within a call, by which a server checks a call it inherited.
    command.addAll(List.of("-aa", "-nostdin", "-fd", "1", "-trace_stat", "-stf", "statistics.csv"));
    command.addAll(List.of("-trace_counts", "-trace_err", "-error_file", "errors.log"));
    command.addAll(List.of("-trace_logs", "-log_file", CALLS));
    try (InputStream resource = Sipp.class.getResourceAsStream(scenario.resource())) {
      if (resource == null) {
        throw new IllegalStateException("no resource " + scenario.resource());
      }
      Files.copy(resource, directory.resolve(scenario.file() + ".xml"));
      Process process =
          ChildProcesses.start(
              new ProcessBuilder(command)
                  .directory(directory.toFile())
                  .redirectErrorStream(true)
                  .redirectOutput(directory.resolve("screen").toFile()));
      return new Sipp(scenario, directory, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How it stands, as of the last second; all zero before the first one. */
  public Result result() {
    Map<String, String> statistics = StatisticsFile.lastRow(directory.resolve("statistics.csv"));
    Map<String, String> counts =
        StatisticsFile.lastRow(
            directory.resolve(scenario.file() + "_" + process.pid() + "_counts.csv"));
    return new Result(
        number(statistics, "TotalCallCreated"),
        number(statistics, "CurrentCall"),
        number(statistics, "SuccessfulCall(C)"),
        number(statistics, "FailedCall(C)"),
        number(counts, scenario.answeredColumn()),
        number(counts, scenario.endedColumn()),
        number(statistics, "Retransmissions(C)"));
  }

  /**
   * Ends the load gently: no new calls, those that are up come to their end.
   *
   * @return how it stood at the end
   */
  public Result stop(Duration limit) {
    stopCalling();
    awaitExit(limit);
    return result();
  }

  /** No new calls from now on; those that are up come to their end, then SIPp ends. */
  public void stopCalling() {
    if (process.isAlive()) {
      ShellCommand.run("kill", "-USR1", String.valueOf(process.pid())).orThrow();
    }
  }

  /** Waits until a running SIPp has written its statistics again: it does so once a second. */
  void awaitFreshResult() {
    Path statistics = directory.resolve("statistics.csv");
    long size = statistics.toFile().length();
    Await.until(
        Duration.ofSeconds(10),
        "new statistics of " + scenario,
        () -> !process.isAlive() || statistics.toFile().length() > size,
        this::errors);
  }

  /**
   * Waits until the last call has ended after {@link #stopCalling}, or of those it was told to
   * make.
   *
   * @return its exit status: 0 if all calls were successful
   */
  public int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            scenario + " still has calls after " + limit + ": " + result() + "\n" + errors());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The Call-IDs of calls of which its scenario has logged something.
   *
   * @param what {@code answered} or {@code ended}
   */
  public Set<String> calls(String what) {
    String prefix = what + " ";
    try (Stream<String> lines = Files.lines(directory.resolve(CALLS))) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last calls that it gave up, and the end of its screen if it ended by itself. */
  public String errors() {
    String screen = process.isAlive() ? "" : Directories.tail(directory.resolve("screen"), 5);
    List<String> aborted =
        Directories.lines(directory.resolve("errors.log"))
            .filter(line -> line.contains("Aborting"))
            .map(line -> line.substring(line.indexOf("Aborting")))
            .map(line -> line.substring(0, Math.min(line.length(), 200)))
            .toList();
    List<String> last = aborted.subList(Math.max(0, aborted.size() - 10), aborted.size());
    return this + " in " + directory + ": " + String.join("\n", last) + screen;
  }

  /**
   * Waits until it has had so many answered calls.
   *
   * @throws AssertionError if it hasn't in time, or has ended
   */
  public void awaitAnswered(long calls, Duration limit) {
    Await.until(
        limit,
        calls + " answered calls",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(scenario + " ended by itself: " + errors());
          }
          return result().answered() >= calls;
        },
        () -> result() + "\n" + errors());
  }

  /** Ends it at once, with whatever calls it has. */
  public void end() {
    ChildProcesses.end(process);
  }

  /** CPU time that it has used so far. */
  public Duration cpuTime() {
    return ProcessFigures.cpuTime(process.pid());
  }

  @Override
  public void close() {
    end();
  }

  @Override
  public String toString() {
    return scenario.toString();
  }

  private static long number(Map<String, String> row, @Nullable String column) {
    if (row.isEmpty() || column == null) {
      return 0;
    }
    String value = row.get(column);
    if (value == null) {
      throw new IllegalStateException("no column " + column + " in " + row.keySet());
    }
    return Long.parseLong(value);
  }

  /**
   * What became of the calls.
   *
   * @param answered calls whose 200 was received or, by the callee, acknowledged
   * @param ended calls whose BYE was received, or answered with 200
   */
  public record Result(
      long created,
      long current,
      long successful,
      long failed,
      long answered,
      long ended,
      long retransmissions) {
    /**
     * Answered calls that never came to a proper end at this side, once the load has been stopped.
     */
    public long lost() {
      return answered - ended;
    }
  }
}
