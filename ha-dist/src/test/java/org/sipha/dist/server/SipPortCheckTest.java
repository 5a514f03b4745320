package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.PairFiles.Ports;
import org.sipha.config.ServerSettings;
import org.sipha.config.type.HostPort;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.arbiter.LockFile;

class SipPortCheckTest {
  @TempDir Path directory;
  private DatagramSocket stranger;
  private ServerSettings settings;
  private LockFile lock;

  @BeforeEach
  void takeThePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Free for TCP too: a port of a connection that has just ended isn't.
      stranger = new DatagramSocket(free.getLocalPort(), InetAddress.getLoopbackAddress());
    }
    PairFiles files =
        PairFiles.write(
            directory,
            new LocalPair(
                new HostPort("127.0.0.1", stranger.getLocalPort()),
                new Ports(8080, 7101),
                new Ports(8081, 7102),
                List.of(),
                List.of()));
    settings = ((Outcome.Valid) ConfigurationFile.readAnywhere(files.a())).settings();
    lock = LockFile.open(directory.resolve("pair.lock"));
  }

  @AfterEach
  void close() throws IOException {
    stranger.close();
    lock.close();
  }

  @Test
  void portInUseThoughNobodyServesIsAStrangers() {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> SipPortCheck.run(settings, Optional.of(lock)))
        .withMessageContaining("127.0.0.1:" + stranger.getLocalPort())
        .satisfies(failure -> assertThat(failure.exitStatus()).isEqualTo(ExitStatus.UNAVAILABLE));
    assertThat(lock.isHeld()).isFalse();
  }

  @Test
  void aTcpPortInUseIsAStrangersToo() throws IOException {
    int port = stranger.getLocalPort();
    stranger.close();
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(CommandFailure.class)
          .isThrownBy(() -> SipPortCheck.run(settings, Optional.of(lock)))
          .withMessageContaining("127.0.0.1:" + other.getLocalPort());
    }
  }

  @Test
  void portInUseWhileThePeerHoldsTheLockIsAsItShouldBe() throws IOException {
    try (LockFile peers = LockFile.open(directory.resolve("pair.lock"))) {
      assertThat(peers.tryLock()).isTrue();
      assertThatCode(() -> SipPortCheck.run(settings, Optional.of(lock)))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void freePortIsFreeAfterTheCheckToo() throws Exception {
    int port = stranger.getLocalPort();
    stranger.close();
    SipPortCheck.run(settings, Optional.of(lock));
    assertThat(lock.isHeld()).isFalse();
    stranger = new DatagramSocket(port, InetAddress.getLoopbackAddress());
  }

  @Test
  void withoutALockAPeerOnThisHostIsGivenTheBenefitOfTheDoubt() {
    assertThatCode(() -> SipPortCheck.run(settings, Optional.empty())).doesNotThrowAnyException();
  }
}
