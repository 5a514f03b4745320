package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** Servers as plain processes: real ones, which are scripts. */
class ProcessMethodTest {
  private static final String NODE = "sips-b";
  private static final String SERVES = "trap 'exit 143' TERM; while :; do sleep 0.02; done";

  @TempDir Path directory;
  private final List<ProcessHandle> started = new ArrayList<>();
  private FakePrograms programs;

  @BeforeEach
  void install() throws Exception {
    programs = new FakePrograms(directory);
    programs.install(OLD, SERVES);
    programs.install(NEW, SERVES);
    programs.installation.use(NODE, OLD, programs.configuration(NODE));
  }

  @AfterEach
  void endAll() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  private ProcessMethod method(JsonObject kept) {
    return new ProcessMethod(programs.installation, programs.servers, kept, Duration.ofMillis(300));
  }

  /** As an operator starts it: with a relative path, and options of its own. */
  private long startServer(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.installation.programOf(NODE).toString());
    command.addAll(List.of("server", "--config", "sips-b.ini"));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.resolve("pair").toFile());
    builder.environment().put("SIPHA_JAVA_OPTS", "-Xmx300m");
    Process process = builder.start();
    started.add(process.toHandle());
    await("the script runs", () -> isServer(process.pid()));
    return process.pid();
  }

  private static boolean isServer(long pid) {
    try {
      return LiveProcess.of(pid).isPresent();
    } catch (CommandFailure | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier holds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("in vain: " + what);
      }
      Thread.onSpinWait();
    }
  }

  private long process(Method method) {
    long pid = method.kept().getJsonObject(NODE).getLong("process");
    ProcessHandle.of(pid).ifPresent(started::add);
    return pid;
  }

  @Test
  void aServerIsStartedAgainAsItWasInTheNewVersion() throws Exception {
    long before = startServer("--log-directory", "logs", "--lab-settling", "2");
    ProcessMethod method = method(new JsonObject());
    method.prepare(FakePrograms.seen(NODE, before));
    method.stop(NODE, NEW);
    assertThat(method.isRunning(NODE)).contains(false);
    method.install(NODE, NEW);
    // Another tool goes on, with what the first one kept.
    ProcessMethod resumed = method(method.kept());
    resumed.start(NODE, NEW);
    long pid = process(resumed);
    await("it runs", () -> isServer(pid));
    LiveProcess now = LiveProcess.of(pid).orElseThrow();
    assertThat(now.arguments())
        .containsExactly(
            "--config", "sips-b.ini", "--log-directory", "logs", "--lab-settling", "2");
    assertThat(now.directory()).isEqualTo(directory.resolve("pair").toRealPath());
    assertThat(now.environment()).containsEntry("SIPHA_JAVA_OPTS", "-Xmx300m");
    assertThat(programs.installation.versionOf(NODE)).contains(NEW);
    resumed.start(NODE, NEW);
    assertThat(process(resumed)).as("not started twice").isEqualTo(pid);
  }

  /** The tool was killed before it could write down that it had. */
  @Test
  void aServerThatRunsIsNotStartedAgainByAToolThatDoesNotKnow() throws Exception {
    ProcessMethod first = method(new JsonObject());
    first.start(NODE, OLD);
    long pid = process(first);
    await("it runs", () -> isServer(pid) && session(pid) == pid);
    ProcessMethod resumed = method(new JsonObject());
    resumed.start(NODE, OLD);
    assertThat(process(resumed)).isEqualTo(pid);
  }

  /** It is setsid, then a shell, then the program: at no moment is it nothing. */
  @Test
  void aServerThatIsJustBeingStartedIsThere() throws Exception {
    for (int i = 0; i < 10; i++) {
      ProcessMethod method = method(new JsonObject());
      method.start(NODE, OLD);
      long pid = process(method);
      for (int looks = 0; looks < 50; looks++) {
        assertThat(method.isRunning(NODE)).as("look %s", looks).contains(true);
      }
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      await("it has ended", () -> !isServer(pid));
    }
  }

  @Test
  void whatIsStartedHasASessionOfItsOwn() throws Exception {
    ProcessMethod method = method(new JsonObject());
    method.start(NODE, OLD);
    long pid = process(method);
    await("so Ctrl-C doesn't reach it", () -> session(pid) == pid);
  }

  private static long session(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServerThatWasNeverSeenIsStartedWithItsConfiguration() throws Exception {
    ProcessMethod method = method(new JsonObject());
    assertThat(method.isRunning(NODE)).isEmpty();
    method.start(NODE, OLD);
    long pid = process(method);
    await("it runs", () -> isServer(pid));
    assertThat(LiveProcess.of(pid).orElseThrow().arguments())
        .containsExactly("--config", programs.configuration(NODE).toString());
  }

  @Test
  void aProcessThatIsNoServerOfThatConfigurationIsLeftAlone() throws Exception {
    ProcessMethod method = method(new JsonObject());
    long self = ProcessHandle.current().pid();
    assertRefused(method, FakePrograms.seen(NODE, self), "isn't a sipha server of this machine");
    assertRefused(method, FakePrograms.seen("sips-a", startServer()), "--with hooks");
    // A process number that the system has given to somebody else meanwhile.
    JsonObject kept = new JsonObject().put(NODE, new JsonObject().put("process", self));
    assertThat(method(kept).isRunning(NODE)).contains(false);
    method(kept).stop(NODE, NEW);
  }

  @Test
  void aServerUnderSiphaPairIsRefusedWithWhatToDo() throws Exception {
    long pid = startServer("--parent-watch");
    assertRefused(method(new JsonObject()), FakePrograms.seen(NODE, pid), "end sipha pair");
  }

  @Test
  void aServerWithAConfigurationServerIsRefused() throws Exception {
    long pid = startServer("-host", "10.0.0.9", "-port", "8888", "-app", NODE);
    assertRefused(method(new JsonObject()), FakePrograms.seen(NODE, pid), "configuration server");
  }

  private static void assertRefused(Method method, Seen seen, String words) {
    CommandFailure failure = catchThrowableOfType(CommandFailure.class, () -> method.prepare(seen));
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.REFUSED);
    assertThat(failure.text()).contains(words);
  }

  @Test
  void aServerThatDoesNotEndIsNotKilled() throws Exception {
    programs.install("0.1.1", "trap '' TERM; : >deaf; while :; do sleep 0.02; done");
    programs.installation.use(NODE, "0.1.1", programs.configuration(NODE));
    long pid = startServer();
    await("it no longer hears", () -> Files.exists(directory.resolve("pair/deaf")));
    ProcessMethod method = method(new JsonObject());
    method.prepare(FakePrograms.seen(NODE, pid));
    CommandFailure failure =
        catchThrowableOfType(CommandFailure.class, () -> method.stop(NODE, NEW));
    assertThat(failure.text()).contains("got SIGTERM and hasn't ended", "--resume");
    assertThat(isServer(pid)).isTrue();
  }

  @Test
  void theLastWordsOfAServerThatEndsAreHeard() throws Exception {
    programs.install("0.2.1", "echo 'port 5060 is taken' >&2; exit 69");
    programs.installation.use(NODE, "0.2.1", programs.configuration(NODE));
    ProcessMethod method = method(new JsonObject());
    method.start(NODE, "0.2.1");
    long pid = process(method);
    await("it has ended", () -> !isServer(pid));
    assertThat(method.isRunning(NODE)).isEqualTo(Optional.of(false));
    assertThat(method.lastWords(NODE)).isEqualTo("port 5060 is taken");
  }

  @Test
  void whereAServerLogsIntoAFileItsLastWordsAreThere() throws Exception {
    JsonObject kept =
        new JsonObject()
            .put(
                NODE,
                new JsonObject()
                    .put("arguments", List.of("--log-directory=logs"))
                    .put("directory", directory.toString()));
    Files.createDirectories(directory.resolve("logs"));
    Files.writeString(directory.resolve("logs/sips-b.log"), "one\ntwo\nthree\nfour\nfive\nsix\n");
    assertThat(method(kept).lastWords(NODE)).isEqualTo("two\nthree\nfour\nfive\nsix");
  }
}
