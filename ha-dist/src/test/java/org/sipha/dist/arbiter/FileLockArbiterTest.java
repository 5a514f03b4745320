package org.sipha.dist.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterLost;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.port.AskReason;
import org.sipha.dist.Answers;

class FileLockArbiterTest {
  @TempDir Path directory;
  private Path path;
  private final Answers answers = new Answers();
  private FileLockArbiter arbiter;

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("deeper").resolve("pair.lock");
    arbiter = new FileLockArbiter(LockFile.open(path), answers);
  }

  @AfterEach
  void close() {
    arbiter.close();
  }

  @Test
  void grantsTheRightToOneProcessAtATime() throws Exception {
    try (OtherProcess other = new OtherProcess(path)) {
      assertThat(other.order("lock")).isEqualTo("locked");

      arbiter.ask(AskReason.PEER_SILENT, 0);
      assertThat(answers.next(ArbiterDenied.class).text())
          .isEqualTo("lock held by another process: " + path);

      assertThat(other.order("unlock")).isEqualTo("unlocked");
      arbiter.ask(AskReason.PEER_SILENT, 0);
      answers.next(ArbiterGranted.class);
      assertThat(other.order("lock")).isEqualTo("denied");
    }
  }

  @Test
  void rightOfAKilledProcessIsFreeAgain() throws Exception {
    OtherProcess other = new OtherProcess(path);
    assertThat(other.order("lock")).isEqualTo("locked");
    other.close();

    arbiter.ask(AskReason.PEER_SILENT, 0);
    answers.next(ArbiterGranted.class);
  }

  @Test
  void releasedRightIsFreeForTheOtherAndReleaseIsAlwaysAnswered() throws Exception {
    arbiter.release();
    answers.next(ArbiterReleased.class);

    arbiter.ask(AskReason.COMMANDED, 0);
    answers.next(ArbiterGranted.class);
    arbiter.release();
    answers.next(ArbiterReleased.class);
    try (OtherProcess other = new OtherProcess(path)) {
      assertThat(other.order("lock")).isEqualTo("locked");
    }
  }

  @Test
  void askingAgainWhileHeldIsGrantedAgain() throws Exception {
    arbiter.ask(AskReason.AGREED, 0);
    answers.next(ArbiterGranted.class);
    arbiter.ask(AskReason.AGREED, 0);
    answers.next(ArbiterGranted.class);
  }

  @Test
  void secondArbiterOfTheSameProcessIsDenied() throws Exception {
    arbiter.ask(AskReason.AGREED, 0);
    answers.next(ArbiterGranted.class);
    Answers second = new Answers();
    try (FileLockArbiter another = new FileLockArbiter(LockFile.open(path), second)) {
      another.ask(AskReason.AGREED, 0);
      second.next(ArbiterDenied.class);
    }
  }

  @Test
  void grantCarriesTheHighestEpochThatEitherProcessWrote() throws Exception {
    try (OtherProcess other = new OtherProcess(path)) {
      other.order("lock");
      other.order("write 41");
    }
    arbiter.ask(AskReason.PEER_SILENT, 0);
    assertThat(answers.next(ArbiterGranted.class).highestEpoch()).isEqualTo(41);

    arbiter.remember(42);
    arbiter.release();
    answers.next(ArbiterReleased.class);
    assertThat(path).hasContent("42");
  }

  @Test
  void epochRememberedWithoutTheLockIsWrittenWhenItIsGranted() throws Exception {
    arbiter.remember(7);
    arbiter.ask(AskReason.HANDED_OVER, 0);
    assertThat(answers.next(ArbiterGranted.class).highestEpoch()).isEqualTo(7);
    assertThat(path).hasContent("7");
  }

  @Test
  void lockFileWithGarbageIsTakenAsZero() throws Exception {
    Files.writeString(path, "not a number");
    // writing the file from this process closed a descriptor, which is harmless only because
    // nothing is locked yet
    arbiter.ask(AskReason.STARTED_ALONE, 0);
    assertThat(answers.next(ArbiterGranted.class).highestEpoch()).isZero();
  }

  @Test
  void holderNoticesThatItsLockFileWasRemoved() throws Exception {
    arbiter.ask(AskReason.AGREED, 0);
    answers.next(ArbiterGranted.class);
    Files.delete(path);
    assertThat(answers.next(ArbiterLost.class).text()).contains("removed or replaced");
  }

  @Test
  void replacedLockFileIsLockedOnlyAfterItsOldHolderHasStopped() throws Exception {
    Files.move(path, directory.resolve("aside"));
    Files.createFile(path);

    long askedNanos = System.nanoTime();
    arbiter.ask(AskReason.PEER_SILENT, 0);
    answers.next(ArbiterDenied.class);

    boolean granted = false;
    while (!granted) {
      arbiter.ask(AskReason.PEER_SILENT, 0);
      granted = answers.next(org.sipha.core.node.Input.class) instanceof ArbiterGranted;
    }
    assertThat(System.nanoTime() - askedNanos)
        .isGreaterThan(FileLockArbiter.CHECK_PERIOD.multipliedBy(2).toNanos());
  }
}
