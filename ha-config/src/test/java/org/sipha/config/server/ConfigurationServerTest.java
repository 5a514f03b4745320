package org.sipha.config.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sipha.config.server.ScriptedServer.write;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.config.ServerTrouble;
import org.sipha.config.TestAuthority;

/** What a server makes of the answers of its configuration server, over real sockets. */
@Timeout(20)
class ConfigurationServerTest {
  private static final String TEXT = "[TServer]\napplication-name = sips-a\n";
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Map<String, String> USER =
      Map.of("SIPHA_CONFIG_USER", "ann", "SIPHA_CONFIG_PASSWORD", "secret");

  @TempDir Path directory;
  private final ScriptedServer server = new ScriptedServer(ServerSocketFactory.getDefault());

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private ConfigurationServer source() throws IOException {
    return source(server, "127.0.0.1", false, null, Map.of());
  }

  private ConfigurationServer source(
      ScriptedServer at, String host, boolean tls, Path trust, Map<String, String> environment)
      throws IOException {
    return new ConfigurationServer(
        ConfigurationAddress.of(
            host,
            String.valueOf(at.port()),
            "sips-a",
            ConfigurationAddress.DEFAULT_PATH,
            tls,
            trust),
        Credentials.from(environment::get),
        directory,
        PATIENCE);
  }

  private static String text(ConfigurationServer source) throws IOException {
    return new String(source.text().content(), UTF_8);
  }

  private static ServerTrouble trouble(ConfigurationServer source) {
    return catchThrowableOfType(ServerTrouble.class, source::text);
  }

  @Test
  void theTextOfTheApplicationIsAskedForWithTheCredentials() throws IOException {
    server.answers("200 OK", TEXT);

    assertThat(text(source(server, "127.0.0.1", false, null, USER))).isEqualTo(TEXT);

    assertThat(server.requests().get(0))
        .startsWith("GET /sips-a/default/main/sipha.ini HTTP/1.1")
        .contains("Authorization: Basic YW5uOnNlY3JldA==");
  }

  @Test
  void anUnchangedTextIsNotSentAgain() throws IOException {
    ConfigurationServer source = source();
    server.answers("200 OK\nETag: \"one\"", TEXT);
    assertThat(text(source)).isEqualTo(TEXT);

    server.plays(out -> write(out, "HTTP/1.1 304 Not Modified\nConnection: close\n\n"));
    assertThat(text(source)).isEqualTo(TEXT);
    assertThat(server.requests().get(0)).noneMatch(line -> line.startsWith("If-None-Match"));
    assertThat(server.requests().get(1)).contains("If-None-Match: \"one\"");

    server.answers("200 OK\nETag: \"two\"", "[other]\n");
    assertThat(text(source)).isEqualTo("[other]\n");
    server.answers("200 OK", "[unmarked]\n");
    assertThat(text(source)).isEqualTo("[unmarked]\n");
    assertThat(server.requests().get(3)).contains("If-None-Match: \"two\"");
    assertThat(text(source)).isEqualTo("[unmarked]\n");
    assertThat(server.requests().get(4)).noneMatch(line -> line.startsWith("If-None-Match"));
  }

  @ParameterizedTest
  @CsvSource({
    "401, false, SIPHA_CONFIG_USER and SIPHA_CONFIG_PASSWORD",
    "403, false, may not read this",
    "404, false, no such application",
    "302, false, redirections are not followed",
    "304, false, 200 was expected",
    "204, false, 200 was expected",
    "500, true, see its log",
    "503, true, see its log"
  })
  void eachRefusalSaysWhatToDo(int status, boolean isPassing, String advice) throws IOException {
    server.answers(status + " Something", "");

    ServerTrouble trouble = trouble(source());

    assertThat(trouble).hasMessageStartingWith("answers " + status + ": ");
    assertThat(trouble).hasMessageContaining(advice);
    assertThat(trouble.isPassing()).isEqualTo(isPassing);
  }

  @Test
  void aServerThatIsDownIsWaitedFor() throws IOException {
    ConfigurationServer source = source();
    server.close();

    assertThat(trouble(source)).hasMessageStartingWith("accepts no connection: check that it runs");
    assertThat(trouble(source).isPassing()).isTrue();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws IOException {
    server.plays(out -> server.never());

    assertThat(trouble(source())).hasMessageStartingWith("has not answered in full within 1 s");
  }

  @Test
  void aServerThatDripsIsGivenUpToo() throws IOException {
    server.plays(
        out -> {
          write(out, "HTTP/1.1 200 OK\nContent-Length: 1000000\n\n" + TEXT);
          for (long end = System.nanoTime() + PATIENCE.toNanos() * 5; System.nanoTime() < end; ) {
            write(out, ";");
            Thread.yield();
          }
        });

    assertThat(trouble(source())).hasMessageStartingWith("has not answered in full within 1 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\n\n" + TEXT,
        "Transfer-Encoding: chunked\n\n2a\n" + TEXT + "\n",
        "Transfer-Encoding: chunked\n\nff\n" + TEXT,
        "Content-Length: 100"
      })
  void anAnswerThatBreaksOffIsNotAShorterFile(String answer) throws IOException {
    server.plays(out -> write(out, "HTTP/1.1 200 OK\n" + answer));

    assertThat(trouble(source())).hasMessageStartingWith("gives no whole answer");
  }

  @Test
  void anAnswerWithoutAnEndIsNotTakenForWhole() throws IOException {
    server.plays(out -> write(out, "HTTP/1.0 200 OK\n\n" + TEXT));

    assertThat(trouble(source())).hasMessageContaining("neither Content-Length nor chunks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 1048577\n\n", "Transfer-Encoding: chunked\n\n100001\n"})
  void whatIsLargerThanAConfigurationIsNotReadToItsEnd(String head) throws IOException {
    server.plays(
        out -> {
          write(out, "HTTP/1.1 200 OK\n" + head);
          out.write(new byte[1 << 20]);
          out.write(';');
          out.flush();
          server.never();
        });

    assertThat(trouble(source())).hasMessageContaining("more than 1 MB");
  }

  @Test
  void whatIsAsLargeAsAConfigurationMayBeIsRead() throws IOException {
    server.answers("200 OK", ";".repeat(1 << 20));

    assertThat(source().text().content()).hasSize(1 << 20);
  }

  @Test
  void whatIsNoHttpServerIsATrouble() throws IOException {
    server.plays(out -> write(out, "SSH-2.0-OpenSSH_9.2\n"));

    assertThat(trouble(source())).hasMessageStartingWith("gives no whole answer");
  }

  @Test
  void eachFailureMakesThePauseLongerAndSuccessEndsThat() throws IOException {
    ConfigurationServer source = source();
    server.answers("500 No", "");
    trouble(source);
    trouble(source);
    assertThat(source.pause()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(20));

    server.answers("200 OK", TEXT);
    text(source);
    assertThat(source.pause()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aCertificateOfTheTrustedAuthorityIsBelieved() throws IOException {
    try (ScriptedServer secured = secured("localhost")) {
      secured.answers("200 OK", TEXT);
      Path trust = directory.resolve("authority.pem");
      assertThat(text(source(secured, "localhost", false, trust, USER))).isEqualTo(TEXT);
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityOrNameIsNotBelieved() throws IOException {
    Path stranger = directory.resolve("stranger.pem");
    Instant now = Instant.now();
    new TestAuthority(stranger, now, now.plus(TestAuthority.YEAR));
    try (ScriptedServer secured = secured("localhost")) {
      for (Path trust : new Path[] {stranger, null}) {
        ServerTrouble trouble = trouble(source(secured, "localhost", true, trust, USER));
        assertThat(trouble).hasMessageContaining("certificate that isn't believed");
        assertThat(trouble).hasMessageContaining("--config-trust FILE");
        assertThat(trouble.isPassing()).isFalse();
      }
      assertThat(secured.requests()).isEmpty();
    }
    try (ScriptedServer secured = secured("elsewhere")) {
      Path trust = directory.resolve("authority.pem");
      assertThat(trouble(source(secured, "localhost", true, trust, USER)))
          .hasMessageContaining("certificate that isn't believed");
    }
  }

  @Test
  void aServerWithoutTlsIsNotAskedOverTls() throws IOException {
    server.plays(out -> write(out, "HTTP/1.1 400 Bad Request\nConnection: close\n\n"));

    assertThat(trouble(source(server, "127.0.0.1", true, null, USER)))
        .hasMessageStartingWith("doesn't speak TLS as it should");
  }

  private ScriptedServer secured(String name) throws SSLException {
    Instant now = Instant.now();
    Instant later = now.plus(TestAuthority.YEAR);
    Path prefix = directory.resolve("server");
    new TestAuthority(directory.resolve("authority.pem"), now, later)
        .issue(prefix, "EC", now, later, name);
    return new ScriptedServer(TestAuthority.server(prefix).getServerSocketFactory());
  }
}
