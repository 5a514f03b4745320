package org.sipha.dist.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.Main;
import org.sipha.dist.OneThread;
import org.sipha.dist.cli.NodeClient;
import org.sipha.dist.cli.ServerPlace;
import org.sipha.dist.demo.DemoTraffic;

/**
 * A pair on this machine while it runs: two child processes, one watch for each, and perhaps the
 * calls of a demonstration. Says on a line of its own whatever changes.
 */
public final class PairRun implements AutoCloseable {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  /**
   * A server that stops takes 7 s at most (see {@link org.sipha.dist.server.ServerProcess}), and a
   * moment to close.
   */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

  private final PairPlan plan;
  private final boolean temporary;
  private final Consumer<String> say;
  private final ScheduledExecutorService thread = OneThread.named("sipha-pair");
  private final List<Child> children = new ArrayList<>();
  private final List<NodeWatch> watches = new ArrayList<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final AtomicBoolean demoStarted = new AtomicBoolean();
  private @Nullable DemoTraffic demo;

  /**
   * What the command line says to a pair.
   *
   * @param directory for everything; empty means a temporary one
   * @param wanted ports that were asked for
   * @param withDemo whether the built-in telephones call
   * @param serverArguments passed on to both servers
   */
  public record Options(
      Optional<Path> directory, PairPorts wanted, boolean withDemo, List<String> serverArguments) {
    /** Copies the list. */
    public Options {
      serverArguments = List.copyOf(serverArguments);
    }
  }

  private PairRun(PairPlan plan, boolean temporary, Consumer<String> print) {
    this.plan = plan;
    this.temporary = temporary;
    this.say =
        text -> print.accept(LocalTime.now(ZoneId.systemDefault()).format(TIME) + " " + text);
  }

  /**
   * Starts a pair; returns before its servers are up.
   *
   * @param print takes one line
   * @throws CommandFailure if the configuration can't be used or a telephone's port can't be opened
   */
  public static PairRun start(Options options, Consumer<String> print)
      throws CommandFailure, IOException {
    boolean temporary = options.directory.isEmpty();
    Path directory = temporary ? Files.createTempDirectory("sipha-pair-") : options.directory.get();
    PairRun run = new PairRun(PairPlan.in(directory, options.wanted), temporary, print);
    Files.createDirectories(run.plan.logDirectory());
    if (options.withDemo) {
      run.openDemo();
    }
    run.introduce(print);
    for (ServerSettings server : List.of(run.plan.a(), run.plan.b())) {
      run.add(server, options.serverArguments);
    }
    return run;
  }

  private void openDemo() throws CommandFailure {
    try {
      demo = new DemoTraffic(plan.caller(), plan.callee(), plan.service(), say);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.UNAVAILABLE, CommandFailure.reason(e));
    }
  }

  private void introduce(Consumer<String> print) {
    print.accept("A pair of SIP servers on this machine:");
    print.accept(
        "  SIP            " + plan.a().sip() + " (UDP and TCP), served by whichever is primary");
    for (ServerSettings server : List.of(plan.a(), plan.b())) {
      print.accept("  " + server.applicationName() + " pages   " + ServerPlace.of(server).url());
    }
    print.accept("  configuration  " + plan.a().file() + " and " + plan.b().file().getFileName());
    print.accept("  logs           " + plan.logDirectory());
    if (!temporary) {
      print.accept("  try            sipha status --dir " + plan.directory());
    }
    print.accept("  end            Ctrl-C");
  }

  private void add(ServerSettings server, List<String> moreArguments) {
    String name = server.applicationName();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server",
                "--config",
                server.file().toString(),
                "--log-directory",
                plan.logDirectory().toString(),
                "--parent-watch"));
    arguments.addAll(moreArguments);
    Child child =
        new Child(
            name,
            JavaCommand.of(plan.logDirectory(), Main.class, arguments),
            plan.logDirectory().resolve(name + ".out"),
            thread,
            say,
            ended::complete);
    children.add(child);
    thread.execute(child::start);
    NodeWatch watch = new NodeWatch(new NodeClient(ServerPlace.of(server)), say, this::startDemo);
    watches.add(watch);
    watch.start();
  }

  /** Once somebody serves. */
  private void startDemo() {
    if (demo != null && demoStarted.compareAndSet(false, true)) {
      say.accept("demo: calls begin");
      demo.start();
    }
  }

  /** Waits until the pair can't go on. */
  public int awaitEnd() {
    return ended.join();
  }

  /** Stops both servers and waits until they have ended. */
  @Override
  public void close() {
    watches.forEach(NodeWatch::close);
    if (demo != null) {
      say.accept(demo.summary());
      demo.close();
    }
    CompletableFuture<List<Process>> stopping = new CompletableFuture<>();
    thread.execute(
        () -> {
          List<Process> running =
              children.stream().flatMap(child -> Stream.ofNullable(child.process())).toList();
          children.forEach(Child::stop); // both at once: neither hands over to one that stops too
          stopping.complete(running);
        });
    stopping.join().forEach(PairRun::awaitOrKill);
    thread.shutdownNow();
    if (temporary) {
      deleteAll(plan.directory());
    }
  }

  private static void awaitOrKill(Process process) {
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  private void deleteAll(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      say.accept("can't delete " + directory + ": " + e);
    }
  }
}
