package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.ServerSettings;
import org.sipha.config.UsedCertificate;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.SelfCheckFailed;
import org.sipha.core.node.Input.SelfCheckPassed;
import org.sipha.dist.pair.NewPair;

/** The checks of a starting server: what each finds, and that what fails is tried again. */
@Timeout(10)
class StartChecksTest {
  @TempDir Path directory;
  private final BlockingQueue<Input> given = new LinkedBlockingQueue<>();

  @Test
  void aFailedCheckIsTriedAgainUntilItPassesWhileAnotherHasPassed() throws Exception {
    Queue<String> troubles = new ArrayDeque<>(List.of("too slow", "still too slow"));
    try (StartChecks checks =
        new StartChecks(
            given::add,
            List.of(check("slow", troubles), check("good", new ArrayDeque<>())),
            Duration.ofMillis(1))) {
      checks.start();

      assertThat(List.of(next(), next(), next(), next()))
          .containsExactlyInAnyOrder(
              new SelfCheckPassed("good"),
              new SelfCheckFailed("slow", "too slow"),
              new SelfCheckFailed("slow", "still too slow"),
              new SelfCheckPassed("slow"));
    }
  }

  @Test
  void nothingIsTriedAfterTheServerWasClosed() throws Exception {
    StartChecks checks =
        new StartChecks(
            given::add,
            List.of(check("bad", new ArrayDeque<>(List.of("bad", "not again")))),
            Duration.ofHours(1));
    checks.start();
    assertThat(next()).isEqualTo(new SelfCheckFailed("bad", "bad"));
    checks.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("sipha-bad")) {
        thread.join();
      }
    }
    assertThat(given).isEmpty();
  }

  @Test
  void theDataDirectoryMustTakeAFileAndLeavesNone() throws IOException {
    assertThat(new DiskSpaceCheck(directory).trouble()).isEmpty();
    assertThat(directory).isEmptyDirectory();

    Path file = Files.createFile(directory.resolve("file"));
    assertThat(new DiskSpaceCheck(file).trouble().orElseThrow())
        .startsWith(file + " can't be written: ")
        .endsWith("; make it writable for this user, with room on its disk");
  }

  @Test
  void theDiskMustHaveRoom() {
    assertThat(new DiskSpaceCheck(directory, 1L << 40).trouble())
        .contains(
            "there are fewer than 1099511627776 MB left for "
                + directory
                + "; make room on its disk");
  }

  @Test
  void eachCertificateMustBeValidNowAndForTheNextHour() throws Exception {
    PairFiles files = NewPair.write(directory, LocalPair.withDefaults());
    ServerSettings settings = ((Outcome.Valid) ConfigurationFile.read(files.a())).settings();
    List<UsedCertificate> used = UsedCertificate.of(settings);
    Instant begin = used.get(0).certificate().getNotBefore().toInstant();
    Instant end = used.get(0).notAfter();

    assertThat(at(used, begin)).isEmpty();
    assertThat(at(used, end.minusSeconds(3_600))).isEmpty();
    assertThat(at(used, end.minusSeconds(3_599)))
        .contains(
            "[backup-sync] certificate CN=sips-a is valid until "
                + end
                + " only; make a new one with sipha certificates renew and restart the server");
    assertThat(at(used, begin.minusSeconds(1)))
        .contains(
            "[backup-sync] certificate CN=sips-a isn't valid before "
                + begin
                + "; is this host's clock right?");
  }

  private static Optional<String> at(List<UsedCertificate> used, Instant now) {
    return new CertificatesCheck(() -> used, () -> now).trouble();
  }

  private Input next() throws InterruptedException {
    Input next = given.poll(5, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static StartCheck check(String name, Queue<String> troubles) {
    return new StartCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<String> trouble() {
        return Optional.ofNullable(troubles.poll());
      }
    };
  }
}
