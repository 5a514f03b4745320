package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;

/** The pages over HTTPS, and clients that are let in by their certificate. */
class HttpsTest extends HttpTest {
  private final TestAuthority pages = new TestAuthority("pages");
  private final TestAuthority operators = new TestAuthority("operators");

  @BeforeEach
  void startWithTls() throws Exception {
    await(service.stop());
    Path authority = operators.writeTo(dataDirectory.resolve("operators.pem"));
    HttpTls tls = pages.serverIn(dataDirectory, authority);
    start(new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT, tls, false, null));
    node.answer =
        CompletableFuture.completedFuture(
            new CommandResult(Outcome.DONE, "a sentence", null, List.of()));
  }

  private HttpRequest.Builder https(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).timeout(DEADLINE);
  }

  private static HttpResponse<String> send(HttpClient by, HttpRequest.Builder request)
      throws Exception {
    return by.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder switchover() {
    return https("/switchover").POST(BodyPublishers.noBody());
  }

  @Test
  void plainHttpIsNotSpokenAnyMore() {
    assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
  }

  @Test
  void aClientWithoutACertificateNeedsTheToken() throws Exception {
    HttpClient client = pages.client();
    assertThat(send(client, https("/health/live")).statusCode()).isEqualTo(200);
    assertThat(send(client, https("/server")).statusCode()).isEqualTo(401);
    assertThat(send(client, switchover()).statusCode()).isEqualTo(401);
    String token = tokens.operate().authorization();
    assertThat(send(client, switchover().header("Authorization", token)).statusCode())
        .isEqualTo(200);
    assertThat(node.commands).containsExactly("SWITCHOVER");
  }

  @Test
  void aCertificateOfTheOperatorsAuthorityReadsAndOperatesAndIsNamedInTheAudit() throws Exception {
    try (AuditLines audit = new AuditLines()) {
      HttpClient alice = pages.client(operators, "CN=alice,O=Night shift");
      assertThat(send(alice, https("/server")).statusCode()).isEqualTo(200);
      assertThat(send(alice, switchover()).statusCode()).isEqualTo(200);
      assertThat(audit.lines())
          .containsExactly(
              "INFO certificate O=Night shift,CN=alice from 127.0.0.1: POST /switchover: 200 done: a sentence");
    }
  }

  @Test
  void theOperatorsPageAsksOnlyThoseForATokenWhoHaveNoCertificate() throws Exception {
    HttpClient alice = pages.client(operators, "CN=alice");
    assertThat(firstEvent(alice, https("/live")).getBoolean("needsToken")).isFalse();
    String token = tokens.operate().authorization();
    assertThat(
            firstEvent(pages.client(), https("/live").header("Authorization", token))
                .getBoolean("needsToken"))
        .isTrue();
  }

  private static JsonObject firstEvent(HttpClient by, HttpRequest.Builder request)
      throws Exception {
    HttpResponse<Stream<String>> response = by.send(request.build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      return new JsonObject(lines.findFirst().orElseThrow().substring("data: ".length()));
    }
  }

  @Test
  void aPageOfAnotherSiteCanNotUseTheOperatorsCertificate() throws Exception {
    HttpClient alice = pages.client(operators, "CN=alice");
    String own = "https://127.0.0.1:" + port;
    assertThat(send(alice, switchover().header("Origin", own)).statusCode()).isEqualTo(200);
    for (String other :
        List.of("https://evil.example", "http://127.0.0.1:" + port, "null", own + "0")) {
      HttpResponse<String> response = send(alice, switchover().header("Origin", other));
      assertThat(response.statusCode()).as(other).isEqualTo(403);
      assertThat(body(response).getString("error")).contains("another site");
    }
    assertThat(send(alice, switchover().header("Sec-Fetch-Site", "same-site")).statusCode())
        .isEqualTo(403);
    assertThat(node.commands).hasSize(1);
  }

  @Test
  void aCertificateOfAStrangerGetsNoConnection() {
    HttpClient stranger = pages.client(new TestAuthority("operators"), "CN=alice");
    assertThatThrownBy(() -> send(stranger, https("/server"))).isInstanceOf(IOException.class);
    assertThat(node.commands).isEmpty();
  }

  @Test
  void aRenewedCertificateIsTakenWithoutARestart() throws Exception {
    X509Certificate before = shown();
    pages.serverIn(dataDirectory, dataDirectory.resolve("operators.pem"));
    await(service.renewCertificates());
    assertThat(shown()).isNotEqualTo(before);
  }

  @Test
  void aRenewedAuthorityOfOperatorsIsBelievedAndTheFormerIsNot() throws Exception {
    TestAuthority others = new TestAuthority("others");
    others.writeTo(dataDirectory.resolve("operators.pem"));
    await(service.renewCertificates());
    assertThat(send(pages.client(others, "CN=bob"), https("/server")).statusCode()).isEqualTo(200);
    // Her client isn't asked for a certificate of that authority any more, and shows none.
    assertThat(send(pages.client(operators, "CN=alice"), https("/server")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void filesThatCanNotBeUsedChangeNothing() throws Exception {
    X509Certificate before = shown();
    Files.writeString(dataDirectory.resolve("server.pem"), "nonsense");
    assertThatThrownBy(() -> await(service.renewCertificates()))
        .isInstanceOf(ExecutionException.class);
    assertThat(shown()).isEqualTo(before);
  }

  /** What a new connection is shown. */
  private X509Certificate shown() throws Exception {
    return (X509Certificate)
        send(pages.client(), https("/health/live"))
            .sslSession()
            .orElseThrow()
            .getPeerCertificates()[0];
  }
}
