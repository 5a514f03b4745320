package org.sipha.dist.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.OneThread;

class ChildTest {
  @TempDir Path directory;
  private final ScheduledExecutorService thread = OneThread.named("test");
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> givenUp = new CompletableFuture<>();

  @AfterEach
  void end() {
    thread.shutdownNow();
  }

  @Test
  void killedServerIsStartedAgainAfterThePause() throws Exception {
    Child child = child("sleep", "60");
    thread.execute(child::start);
    assertThat(next()).startsWith("sips-a: started, process");
    long killedNanos = System.nanoTime();
    running(child).destroyForcibly();
    assertThat(next()).isEqualTo("sips-a: ended unexpectedly (killed), started again in 3 s");
    assertThat(next()).startsWith("sips-a: started, process");
    assertThat(System.nanoTime() - killedNanos).isGreaterThan(Child.PAUSE.toNanos());
    thread.submit(child::stop).get();
  }

  @Test
  void stoppedServerIsNotStartedAgain() throws Exception {
    Child child = child("sleep", "60");
    thread.execute(child::start);
    next();
    Process process = running(child);
    thread.submit(child::stop).get();
    process.onExit().get(10, TimeUnit.SECONDS);
    thread.submit(() -> {}).get(); // what came of the end has been done by now, or never will
    assertThat(said).isEmpty();
  }

  @Test
  void serverThatCanNotStartIsNotTriedForEver() throws Exception {
    Child child = child("sh", "-c", "exit " + ExitStatus.CONFIGURATION);
    thread.execute(child::start);
    assertThat(givenUp.get(10, TimeUnit.SECONDS)).isEqualTo(ExitStatus.CONFIGURATION);
  }

  private Process running(Child child) throws Exception {
    return Objects.requireNonNull(thread.submit(child::process).get());
  }

  private String next() throws InterruptedException {
    String line = said.poll(20, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  private Child child(String... command) {
    return new Child(
        "sips-a", List.of(command), directory.resolve("out"), thread, said::add, givenUp::complete);
  }
}
