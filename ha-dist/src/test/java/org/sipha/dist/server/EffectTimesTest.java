package org.sipha.dist.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.option.DestinationOptions;
import org.sipha.config.option.EffectTime;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.TServerOptions;
import org.sipha.sip.trace.MessageLog;
import org.slf4j.LoggerFactory;

/**
 * Each option that takes effect while a server runs does, seen from outside a pair that runs (SPEC
 * 6). Whoever declares another one has to show it here.
 */
class EffectTimesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path directory;

  private static Phone caller;
  private static Phone one;
  private static Phone other;
  private static int sipPort;
  private static RunningServer a;
  private static RunningServer b;

  /** Shows that a change of one option has its effect. */
  interface Demonstration {
    /** Fails if it hasn't. */
    void show() throws Exception;
  }

  /** At least: see {@link UnprotectedAlarmTest}, which has its own clock. */
  private static final Option<?> TAKES_A_MINUTE = TServerOptions.UNPROTECTED_ALARM_MINUTES;

  private static final Map<Option<?>, Demonstration> DEMONSTRATIONS = new LinkedHashMap<>();

  static {
    DEMONSTRATIONS.put(TServerOptions.HA_MAX_CALLS_SYNC_AT_ONCE, EffectTimesTest::limit);
    DEMONSTRATIONS.put(PairOptions.VERBOSE, EffectTimesTest::verbose);
    DEMONSTRATIONS.put(PairOptions.SIP_MESSAGES, EffectTimesTest::sipMessages);
    DEMONSTRATIONS.put(DestinationOptions.DN_CONTACT, EffectTimesTest::dnContact);
    DEMONSTRATIONS.put(DestinationOptions.DN_PASSWORD, EffectTimesTest::dnPassword);
    DEMONSTRATIONS.put(DestinationOptions.TRUNK_PREFIX, EffectTimesTest::trunkPrefix);
    DEMONSTRATIONS.put(DestinationOptions.TRUNK_CONTACT, EffectTimesTest::trunkContact);
    DEMONSTRATIONS.put(DestinationOptions.TRUNK_CAPACITY, EffectTimesTest::trunkCapacity);
    DEMONSTRATIONS.put(DestinationOptions.TRUNK_MULTISITE, EffectTimesTest::trunkMultisite);
    DEMONSTRATIONS.put(DestinationOptions.TRUNK_STRIP, EffectTimesTest::trunkStrip);
  }

  @BeforeAll
  static void startAPair() throws Exception {
    caller = new Phone();
    one = new Phone();
    other = new Phone();
    sipPort = freePort();
    int haA = freePort();
    int haB = freePort();
    a = new RunningServer("sips-a", 1, haA, haB, "primary");
    b = new RunningServer("sips-b", 2, haB, haA, "backup");
    a.start();
    b.start();
    a.await("/primary", answer -> answer.statusCode() == 200);
    b.await("/backup", answer -> answer.statusCode() == 200);
  }

  @AfterAll
  static void stopIt() {
    b.stop();
    a.stop();
    caller.socket.close();
    one.socket.close();
    other.socket.close();
  }

  @Test
  void everyOptionThatTakesEffectBeforeARestartIsShown() {
    assertThat(DEMONSTRATIONS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            OptionCatalogue.options().stream()
                .filter(option -> option.effect() != EffectTime.AFTER_RESTART)
                .filter(option -> !option.equals(TAKES_A_MINUTE))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("shown")
  void changeHasItsEffectWhenTheOptionSays(Option<?> option) throws Exception {
    Objects.requireNonNull(DEMONSTRATIONS.get(option)).show();
  }

  static Iterable<Option<?>> shown() {
    return DEMONSTRATIONS.keySet();
  }

  private static void limit() throws Exception {
    a.configure("");
    a.reload(a.text("").replace("[backup-sync]", "ha-max-calls-sync-at-once = 300\n[backup-sync]"));
    a.await("/server?sipServer", answer -> limits(answer).equals("500 and 300"));

    b.stop();
    b.start();
    a.await("/server?sipServer", answer -> limits(answer).equals("300 and 300"));
  }

  private static String limits(HttpResponse<String> answer) {
    JsonObject state = new JsonObject(answer.body()).getJsonObject("synchronization");
    return state.getValue("limitInForce") + " and " + state.getValue("limitConfigured");
  }

  private static void verbose() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("org.sipha");
    Level before = logger.getLevel();
    try {
      a.configure("[log]\nverbose = alarm\n");
      assertThat(logger.getLevel()).isEqualTo(Level.WARN);
      a.configure("[log]\nverbose = debug\n");
      assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
    } finally {
      a.configure("");
      logger.setLevel(before);
    }
  }

  private static void sipMessages() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(MessageLog.class);
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> messages = new ListAppender<>();
    messages.start();
    logger.addAppender(messages);
    logger.setLevel(Level.INFO);
    try {
      a.configure("");
      caller.call("nobody").finalStatus();
      assertThat(messages.list).isEmpty();

      a.configure("[log]\nsip-messages = true\n");
      caller.call("nobody").finalStatus();
      assertThat(messages.list).isNotEmpty();
    } finally {
      a.configure("");
      logger.detachAppender(messages);
      logger.setLevel(before);
    }
  }

  private static void dnContact() throws Exception {
    a.configure("[dn:1001]\ncontact = " + one.uri("1001") + "\n");
    caller.call("1001").arrivesAt(one);
    a.configure("[dn:1001]\ncontact = " + other.uri("1001") + "\n");
    caller.call("1001").arrivesAt(other);
  }

  private static void dnPassword() throws Exception {
    String dn = "[dn:1001]\ncontact = " + one.uri("1001") + "\n";
    a.configure(dn);
    assertThat(caller.register("1001")).isNotEqualTo(401);
    a.configure(dn + "password = very-secret-1001\n");
    assertThat(caller.register("1001")).isEqualTo(401);
  }

  private static void trunkPrefix() throws Exception {
    a.configure(trunk(one, "prefix = 8"));
    assertThat(caller.call("9123").finalStatus()).isEqualTo(404);
    a.configure(trunk(one, "prefix = 9"));
    caller.call("9123").arrivesAt(one);
  }

  private static void trunkContact() throws Exception {
    a.configure(trunk(one, "prefix = 9"));
    caller.call("9123").arrivesAt(one);
    a.configure(trunk(other, "prefix = 9"));
    caller.call("9123").arrivesAt(other);
  }

  private static void trunkStrip() throws Exception {
    a.configure(trunk(one, "prefix = 9"));
    assertThat(caller.call("9123").arrivesAt(one)).contains("sip:9123@");
    a.configure(trunk(one, "prefix = 9\nstrip = true"));
    assertThat(caller.call("9123").arrivesAt(one)).contains("sip:123@");
  }

  private static void trunkCapacity() throws Exception {
    a.configure(trunk(one, "prefix = 9"));
    Call first = caller.call("9123");
    first.rings(one);
    caller.call("9124").arrivesAt(one);

    a.configure(trunk(one, "prefix = 9\ncapacity = 1"));
    assertThat(caller.call("9125").finalStatus()).isEqualTo(503);
    first.ends(one);
    caller.call("9126").arrivesAt(one);
  }

  private static void trunkMultisite() throws Exception {
    a.configure(trunk(one, "prefix = 9"));
    assertThat(multisite()).isEqualTo(false);
    a.configure(trunk(one, "prefix = 9\nmultisite = true"));
    assertThat(multisite()).isEqualTo(true);
  }

  /** Whether a new call through the trunk is a multisite call. */
  private static Object multisite() throws Exception {
    Call call = caller.call("9123");
    call.rings(one);
    JsonObject calls =
        new JsonObject(
            a.await("/calls", answer -> new JsonObject(answer.body()).getInteger("total") == 1)
                .body());
    call.ends(one);
    a.await("/calls", answer -> new JsonObject(answer.body()).getInteger("total") == 0);
    return calls.getJsonArray("calls").getJsonObject(0).getValue("multisite");
  }

  private static String trunk(Phone contact, String options) {
    return "[trunk:west]\ncontact = " + contact.uri("gw") + "\n" + options + "\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** A server of the pair, with its file. */
  private static final class RunningServer {
    private final String fixed;
    private final Path file;
    private final int httpPort;
    private @Nullable ServerProcess process;

    RunningServer(String name, int id, int haPort, int peerPort, String preferred)
        throws IOException {
      httpPort = freePort();
      file = directory.resolve(name + ".ini");
      fixed =
          """
          [TServer]
          application-name = %s
          server-id = %d
          sip-address = 127.0.0.1
          sip-port = %d
          sip-max-messages-per-stranger = 0
          http-port = %d
          ha-preferred-role = %s
          data-directory = %s
          [backup-sync]
          address = 127.0.0.1
          port = %d
          peer-address = 127.0.0.1
          peer-port = %d
          tls = off
          [arbiter]
          type = manual
          [dn:1000]
          contact = %s
          """
              .formatted(
                  name,
                  id,
                  sipPort,
                  httpPort,
                  preferred,
                  name,
                  haPort,
                  peerPort,
                  caller.uri("1000"));
    }

    String text(String more) {
      return fixed + more;
    }

    void start() throws Exception {
      Files.writeString(file, text(""));
      process =
          ServerProcess.start(
              StartConfiguration.read(ConfigurationSource.of(file)),
              Optional.of(Duration.ofSeconds(1)));
    }

    void stop() {
      Objects.requireNonNull(process, "started").stop();
    }

    /** Has these sections beside the others from now on. */
    void configure(String more) throws Exception {
      reload(text(more));
    }

    void reload(String whole) throws Exception {
      Files.writeString(file, whole);
      HttpRequest request = to("/config/reload").POST(HttpRequest.BodyPublishers.noBody()).build();
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    HttpResponse<String> get(String path) throws Exception {
      return HTTP.send(to(path).GET().build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    HttpResponse<String> await(String path, Predicate<HttpResponse<String>> holds)
        throws Exception {
      long end = System.nanoTime() + DEADLINE.toNanos();
      HttpResponse<String> answer = get(path);
      while (!holds.test(answer) && System.nanoTime() < end) {
        answer = get(path);
      }
      assertThat(holds.test(answer)).as(answer.body()).isTrue();
      return answer;
    }

    private HttpRequest.Builder to(String path) throws IOException {
      String token = Files.readString(directory.resolve(fileName()).resolve("token")).strip();
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
          .header("Accept", "application/json")
          .header("Authorization", "Bearer " + token);
    }

    private String fileName() {
      return file.getFileName().toString().replace(".ini", "");
    }
  }

  /** A telephone of plain text over UDP. */
  private static final class Phone {
    private final DatagramSocket socket;

    Phone() throws IOException {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      socket.setSoTimeout((int) DEADLINE.toMillis());
    }

    String uri(String user) {
      return "sip:" + user + "@127.0.0.1:" + socket.getLocalPort();
    }

    Call call(String number) throws IOException {
      Call call = new Call(this, number, UUID.randomUUID().toString());
      send(request("INVITE", number, call.id));
      return call;
    }

    /** Registers without a password; the status of the answer. */
    int register(String number) throws IOException {
      String id = UUID.randomUUID().toString();
      send(request("REGISTER", number, id));
      return status(receive(text -> text.contains(id)));
    }

    String request(String method, String number, String id) {
      return """
          %1$s sip:%2$s@127.0.0.1:%3$d SIP/2.0
          Via: SIP/2.0/UDP 127.0.0.1:%4$d;branch=z9hG4bK%5$s
          Max-Forwards: 70
          From: "%5$s" <sip:%6$s@127.0.0.1>;tag=%5$s
          To: <sip:%2$s@127.0.0.1>
          Call-ID: %5$s
          CSeq: 1 %1$s
          Contact: <sip:1000@127.0.0.1:%4$d>
          Content-Length: 0

          """
          .formatted(
              method,
              number,
              sipPort,
              socket.getLocalPort(),
              id,
              method.equals("REGISTER") ? number : "1000");
    }

    void send(String text) throws IOException {
      byte[] bytes = text.replace("\n", "\r\n").getBytes(UTF_8);
      socket.send(
          new DatagramPacket(bytes, bytes.length, new InetSocketAddress("127.0.0.1", sipPort)));
    }

    String receive(Predicate<String> wanted) throws IOException {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException e) {
          throw new AssertionError("nothing came to " + uri("here"), e);
        }
        String text =
            new String(packet.getData(), 0, packet.getLength(), UTF_8).replace("\r\n", "\n");
        if (wanted.test(text)) {
          return text;
        }
      }
    }

    static int status(String response) {
      return Integer.parseInt(response.split(" ", 3)[1]);
    }
  }

  /** A call of a {@link Phone}. */
  private static final class Call {
    private final Phone from;
    private final String number;
    private final String id;
    private String invite = "";

    Call(Phone from, String number, String id) {
      this.from = from;
      this.number = number;
      this.id = id;
    }

    /** The callee is busy, when the call has come to it; gives its INVITE. */
    String arrivesAt(Phone callee) throws IOException {
      rings(callee);
      ends(callee);
      return invite;
    }

    /** The call has come to the callee. */
    void rings(Phone callee) throws IOException {
      // Shown to the callee as the caller sent it: another call's INVITE may come once more.
      String shown = '"' + id + '"';
      invite = callee.receive(text -> text.startsWith("INVITE ") && text.contains(shown));
      callee.send(answer("180 Ringing"));
    }

    /** The callee is busy after all. */
    void ends(Phone callee) throws IOException {
      callee.send(answer("486 Busy Here"));
      assertThat(finalStatus()).isEqualTo(486);
    }

    /** Status of the final answer. */
    int finalStatus() throws IOException {
      String last =
          from.receive(
              text ->
                  text.startsWith("SIP/2.0 ") && text.contains(id) && Phone.status(text) >= 200);
      String to = last.lines().filter(line -> line.startsWith("To:")).findFirst().orElseThrow();
      from.send(from.request("ACK", number, id).replaceFirst("To: .*", to));
      return Phone.status(last);
    }

    private String answer(String status) {
      StringBuilder answer = new StringBuilder("SIP/2.0 " + status + "\n");
      invite
          .lines()
          .filter(line -> line.matches("(?i)(Via|From|Call-ID|CSeq):.*"))
          .forEach(line -> answer.append(line).append('\n'));
      invite
          .lines()
          .filter(line -> line.matches("(?i)To:.*"))
          .forEach(line -> answer.append(line).append(";tag=").append(id).append('\n'));
      return answer.append("Content-Length: 0\n\n").toString();
    }
  }
}
