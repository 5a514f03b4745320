package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Timeline;

/** A pair as {@code sipha init --local} makes it: the two talk to each other and to nobody else. */
@Tag("secured")
class SecuredConnectionStory {
  private static final int CALLS = 200;
  private static final int TIMES = 5;
  private static final Duration LET_GO = Duration.ofSeconds(20);
  private static final Duration SYNCHRONIZED = Duration.ofMinutes(1);
  private static final Pattern OWN_PORT = Pattern.compile("(?m)^port = (\\d+)$");

  @TempDir Path elsewhere;

  @Test
  void strangersAreRefusedToldOnceAndNeverDisturbTheConnection() throws Exception {
    try (Stage stage = Stage.withPair(PairSetup::byInit)) {
      Pair pair = stage.pair();
      stage.held().setUp(CALLS, Stage.BRISK);
      pair.awaitReady(SYNCHRONIZED);
      pair.awaitSameCalls(SYNCHRONIZED, CALLS);
      JsonNode before = connection(pair.a());
      Timeline timeline = stage.timeline();

      for (Server server : pair.servers()) {
        for (int i = 0; i < TIMES; i++) {
          say(server, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          say(server, ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(1).array());
          say(server, new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff, 1});
          comeWithoutCertificate(server);
        }
        crowd(server);
      }

      for (Server server : pair.servers()) {
        timeline.awaitSample(server, NodeStatus::readyForSwitchover);
        assertThat(timeline.samplesOf(server))
            .as(server.name())
            .isNotEmpty()
            .allMatch(sample -> sample.status().readyForSwitchover());
        assertThat(refusals(server))
            .as(server.name() + " tells each kind once")
            .hasSizeBetween(2, 6)
            .doesNotHaveDuplicates();
      }
      JsonNode after = connection(pair.a());
      assertThat(after.path("session")).isEqualTo(before.path("session"));
      assertThat(established(after)).isCloseTo(established(before), within(1, ChronoUnit.SECONDS));
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "secured",
      disabledReason = "only in ./dev soak secured")
  void aRestartedBackupGetsItsCallsOverTlsAndOneWithForeignCertificatesNothing() throws Exception {
    try (Stage stage = Stage.withPair(PairSetup::byInit)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
      pair.awaitReady(SYNCHRONIZED);
      Server primary = pair.primary();
      Server backup = pair.backup();
      Path foreign = foreignCertificates();

      backup.kill9();
      String ownFile = Files.readString(backup.config());
      Files.writeString(backup.config(), ownFile.replace("= ha/", "= " + foreign + "/"));
      backup.start();

      pair.await(
          Duration.ofSeconds(60),
          "the stranger says that it isn't let in",
          () ->
              backup.http().tryStatus(Duration.ofSeconds(2)).isPresent()
                  && lastTrouble(backup).contains("certificate"));
      assertThat(backup.http().status().isConnected()).isFalse();
      assertThat(backup.http().calls()).isEmpty();
      assertThat(primary.http().status().role()).isEqualTo("primary");
      assertThat(primary.http().status().isBlockedBy("ha-connection-down")).isTrue();
      assertThat(refusals(primary)).anyMatch(line -> line.contains("certificate"));

      backup.kill9();
      Files.writeString(backup.config(), ownFile);
      backup.start();
      pair.awaitReady(SYNCHRONIZED);
      pair.awaitSameCalls(SYNCHRONIZED, CALLS);
      stage.endFromBothSides(calls);
    }
  }

  /** The certificates of another pair, with the same names in them. */
  private Path foreignCertificates() {
    Path other = elsewhere.resolve("other");
    ShellCommand.sipha("init", "--local", other.toString()).orThrow();
    return other.resolve("ha");
  }

  /** The rounding of a status, which reckons from now back on another clock. */
  private static Instant established(JsonNode connection) {
    return Instant.parse(connection.path("establishedAt").asText());
  }

  private static String lastTrouble(Server server) {
    return connection(server).path("lastTrouble").asText();
  }

  private static JsonNode connection(Server server) {
    return server.http().get("/server?sipServer").body().path("haConnection");
  }

  /** What the log says of refusals, without times and addresses. */
  private static List<String> refusals(Server server) {
    return server.log().stream()
        .filter(line -> line.contains(" refused: "))
        .map(line -> line.substring(line.indexOf(" refused: ")))
        .toList();
  }

  /** Says it and waits until the server has closed the socket. */
  private static void say(Server server, byte[] bytes) throws IOException {
    try (Socket socket = connect(server)) {
      socket.getOutputStream().write(bytes);
      awaitEnd(socket);
    }
  }

  /** Believes whatever the server shows, and shows nothing. */
  private static void comeWithoutCertificate(Server server)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), haPort(server))) {
      socket.setSoTimeout((int) LET_GO.toMillis());
      awaitEnd(socket); // handshakes first, and that is done here before the other side has judged
    }
  }

  private static void crowd(Server server) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        sockets.add(connect(server));
      }
      for (Socket socket : sockets) {
        awaitEnd(socket);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static void awaitEnd(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // an alert
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open after " + LET_GO, e);
    } catch (IOException reset) {
      // closed as well
    }
  }

  private static Socket connect(Server server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), haPort(server));
    socket.setSoTimeout((int) LET_GO.toMillis());
    return socket;
  }

  private static int haPort(Server server) throws IOException {
    Matcher port = OWN_PORT.matcher(Files.readString(server.config()));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
