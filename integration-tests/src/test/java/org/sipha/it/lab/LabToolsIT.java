package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Timeline.Sample;
import org.sipha.it.lab.Capture.Message;
import org.sipha.it.lab.Lab.End;

/** The tools of the lab without a server: what they do and say must be right first. */
@Tag("harness")
class LabToolsIT {
  private static final int SILENCE_MILLIS = 300;

  private final int portOfA = FreePorts.block(4);
  private final int dialledByA = portOfA + 1;
  private final int dialledByB = portOfA + 2;
  private final int portOfB = portOfA + 3;
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private ServerSocket b;
  private Relay relay;

  LabToolsIT() throws IOException {
    b = new ServerSocket(portOfB, 5, loopback);
    relay = new Relay(dialledByA, portOfB, dialledByB, portOfA);
  }

  @BeforeEach
  void limit() throws IOException {
    b.setSoTimeout(5_000);
  }

  @AfterEach
  void close() throws IOException {
    relay.close();
    b.close();
  }

  @Test
  void aShutWayKeepsWhatItIsGivenAndNobodyIsTold() throws IOException {
    try (Socket ofA = dial();
        Socket ofB = b.accept()) {
      say(ofA, 1);
      assertThat(ofB.getInputStream().read()).isEqualTo(1);
      relay.toB().shut(true);
      say(ofA, 2);
      assertSilent(ofB);
      say(ofB, 3);
      assertThat(ofA.getInputStream().read()).as("the other way is open").isEqualTo(3);
      relay.toA().shut(true);
      say(ofB, 4);
      assertSilent(ofA);
      relay.toA().shut(false);
      relay.toB().shut(false);
      assertThat(ofA.getInputStream().read()).isEqualTo(4);
      assertThat(ofB.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void whoDialsThroughACutReachesNobodyAndIsForgotten() throws IOException {
    relay.toB().shut(true);
    b.setSoTimeout(SILENCE_MILLIS);
    try (Socket ofA = dial()) {
      assertThat(ofA.isConnected()).isTrue();
      assertThatThrownBy(() -> b.accept()).isInstanceOf(SocketTimeoutException.class);
    }
    Scene.pass(Duration.ofMillis(SILENCE_MILLIS));
    relay.toB().shut(false);
    assertThatThrownBy(() -> b.accept()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aSlowWayIsSlow() throws IOException {
    try (Socket ofA = dial();
        Socket ofB = b.accept()) {
      relay.toB().delay(Duration.ofMillis(SILENCE_MILLIS));
      long said = System.nanoTime();
      say(ofA, 1);
      assertThat(ofB.getInputStream().read()).isEqualTo(1);
      assertThat(System.nanoTime() - said)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS));
    }
  }

  @Test
  void theEndOfAConnectionGoesThrough() throws IOException {
    try (Socket ofB = dialAndHangUp()) {
      assertThat(ofB.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aVerdictThatIsWrongForTooLongIsFound() {
    Server server = new PairSetup().create().a();
    Truth truth = new Truth();
    truth.apart("the HA network is cut", seconds(10), seconds(20));
    assertThatCode(() -> truth.judge(ready(server, "primary", 9.0))).doesNotThrowAnyException();
    assertThatCode(() -> truth.judge(ready(server, "primary", 11.6))).doesNotThrowAnyException();
    assertThatThrownBy(() -> truth.judge(ready(server, "backup", 11.8)))
        .hasMessageContaining("ready 1800 ms after: the HA network is cut");
    assertThatThrownBy(() -> truth.judge(ready(server, "primary", 21.8)))
        .as("the settling time hasn't passed")
        .hasMessageContaining("ready");
    assertThatCode(() -> truth.judge(ready(server, "backup", 21.8))).doesNotThrowAnyException();
    assertThatCode(() -> truth.judge(ready(server, "primary", 22.1))).doesNotThrowAnyException();
  }

  @Test
  void whoSpeaksAfterTheOtherWasGrantedTheRightIsFound() {
    Turns turns = new Turns();
    turns.read(End.A, granted("12:00:01.000", "Starting -> Promoting: the right is granted"));
    turns.read(End.B, granted("12:00:05.000", "Backup -> Promoting: the right is granted"));
    turns.read(End.A, "2026-01-01T12:00:06.000Z INFO  event [role-step] Primary -> Yielding: lost");
    turns.read(End.A, granted("12:00:09.000", "Backup -> Promoting: the right is granted"));
    List<Message> messages =
        List.of(
            said(End.A, "12:00:00.900"),
            said(End.A, "12:00:01.001"),
            said(End.A, "12:00:05.001"),
            said(End.B, "12:00:05.001"),
            said(End.A, "12:00:05.003"),
            said(End.B, "12:00:08.999"),
            said(End.A, "12:00:09.000"),
            said(End.B, "12:00:09.500"));
    assertThat(turns.outOfTurn(messages))
        .containsExactly(messages.get(0), messages.get(4), messages.get(7));
    assertThat(Turns.changes(messages)).isEqualTo(5);
  }

  private static String granted(String time, String what) {
    return "2026-01-01T" + time + "Z INFO  event [role-step] " + what + " (AGREED)";
  }

  private static Message said(End end, String time) {
    return new Message(Instant.parse("2026-01-01T" + time + "Z"), end, "SIP/2.0 200 OK");
  }

  private static Sample ready(Server server, String role, double atSeconds) {
    NodeStatus status =
        new NodeStatus(
            role,
            1,
            "0.1.0",
            "established",
            "0.1.0",
            true,
            false,
            List.of(),
            List.of(),
            "done",
            0,
            0,
            500,
            OptionalLong.empty(),
            List.of(),
            "");
    return new Sample(server, seconds(atSeconds), seconds(atSeconds) + 1, status);
  }

  private static long seconds(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  private Socket dial() throws IOException {
    return new Socket(loopback, dialledByA);
  }

  private Socket dialAndHangUp() throws IOException {
    try (Socket ofA = dial()) {
      say(ofA, 0);
      Socket ofB = b.accept();
      assertThat(ofB.getInputStream().read()).isZero();
      return ofB;
    }
  }

  private static void say(Socket socket, int word) throws IOException {
    socket.getOutputStream().write(word);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(5_000);
  }
}
