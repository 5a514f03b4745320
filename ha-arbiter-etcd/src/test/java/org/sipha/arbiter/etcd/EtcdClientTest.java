package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.LeaseSettings.Login;

/** Answers that a real member gives only when one is lucky, or never. */
class EtcdClientTest {
  private static final Duration LEASE = Duration.ofSeconds(20); // each try may take 1 s
  private static final String TRANSACTION = "/v3/kv/txn";
  private static final String NOBODY =
      "{\"responses\":[{\"response_range\":{}},{\"response_range\":{}}]}";

  private final Map<String, String> script = new ConcurrentHashMap<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private int status = 200;
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      tokens.add(token);
      boolean isRefused = path.equals(TRANSACTION) && token.equals("old");
      if (isRefused && status == 0) {
        return; // hangs up
      }
      String body =
          isRefused ? "{\"message\":\"invalid auth token\"}" : script.getOrDefault(path, "{}");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(isRefused ? 401 : status == 0 ? 200 : status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private PairKeys keys(boolean withLogin) {
    LeaseSettings settings =
        new LeaseSettings(
            "west",
            "sips-a",
            Servers.A,
            List.of(endpoint("127.0.0.1"), endpoint("localhost")),
            LEASE,
            null,
            withLogin ? new Login("sipha", "a-good-password") : null);
    return new PairKeys(EtcdClient.of(settings), settings);
  }

  private URI endpoint(String host) {
    return URI.create("http://" + host + ":" + server.getAddress().getPort());
  }

  private static long soon() {
    return System.nanoTime() + LEASE.toNanos();
  }

  @Test
  void tokenThatHasEndedIsReplacedAtOnce() throws Exception {
    script.put(TRANSACTION, NOBODY);
    script.put("/v3/auth/authenticate", "{\"token\":\"old\"}");
    PairKeys keys = keys(true);
    assertThat(trouble(() -> keys.look(soon()))).contains("invalid auth token");

    script.put("/v3/auth/authenticate", "{\"token\":\"new\"}");
    assertThat(keys.look(soon()).holder().isNobody()).isTrue();
    assertThat(tokens).containsExactly("null", "old", "old", "null", "new");
  }

  @Test
  void whatOneMemberRefusesTheOthersAreNotAskedFor() {
    status = 403;
    script.put(TRANSACTION, "{\"message\":\"etcdserver: permission denied\"}");
    assertThat(trouble(() -> keys(false).look(soon()))).contains("permission denied");
    assertThat(tokens).hasSize(1);

    status = 503;
    script.put(TRANSACTION, "{\"message\":\"etcdserver: no leader\"}");
    trouble(() -> keys(false).look(soon()));
    assertThat(tokens).hasSize(3);
  }

  @Test
  void memberThatHangsUpOnATokenIsGivenANewOneTheNextTime() throws Exception {
    status = 0;
    script.put(TRANSACTION, NOBODY);
    script.put("/v3/auth/authenticate", "{\"token\":\"old\"}");
    PairKeys keys = keys(true);
    trouble(() -> keys.look(soon()));

    script.put("/v3/auth/authenticate", "{\"token\":\"new\"}");
    assertThat(keys.look(soon()).holder().isNobody()).isTrue();
  }

  @Test
  void whatIsNoAnswerOfEtcdIsTroubleAndNoMore() {
    script.put(TRANSACTION, "<html>");
    assertThat(trouble(() -> keys(false).look(soon()))).contains("HTTP 200 and no JSON", "3.4");
    script.put(TRANSACTION, "{\"responses\":\"soon\"}");
    assertThat(trouble(() -> keys(false).look(soon()))).contains("what no etcd does");
    script.put(TRANSACTION, "{}");
    assertThat(trouble(() -> keys(false).look(soon()))).contains("what no etcd does");
    status = 503;
    script.put(TRANSACTION, "{\"error\":\"etcdserver: no leader\",\"code\":14}");
    assertThat(trouble(() -> keys(false).look(soon()))).contains("etcdserver: no leader");
  }

  /** Something that asks etcd. */
  private interface Question {
    Object ask() throws EtcdTrouble;
  }

  private static String trouble(Question question) {
    EtcdTrouble trouble = catchThrowableOfType(EtcdTrouble.class, question::ask);
    assertThat(trouble).isNotNull();
    assertThat(trouble.text()).doesNotContain("a-good-password");
    return trouble.text();
  }
}
