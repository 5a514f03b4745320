package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;

/** Who may read, who may change something, and what is written down of it. */
class PermissionTest extends HttpTest {
  private static final String WRONG = "Bearer " + "x".repeat(43);

  @BeforeEach
  void nodeObeys() {
    node.answer =
        CompletableFuture.completedFuture(
            new CommandResult(Outcome.DONE, "a sentence", null, List.of()));
  }

  private void startClosed() throws Exception {
    await(service.stop());
    start(new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT, null, false, null));
  }

  private int statusOf(String path, String authorization) throws Exception {
    return send(to(path).header("Authorization", authorization)).statusCode();
  }

  private static String basic(AccessToken token) {
    String password = token.authorization().substring("Bearer ".length());
    return "Basic " + Base64.getEncoder().encodeToString(("me:" + password).getBytes(UTF_8));
  }

  @Test
  void everythingCanBeReadByEverybodyUnlessConfiguredOtherwise() throws Exception {
    assertThat(get("/server").statusCode()).isEqualTo(200);
    startClosed();
    for (String path : List.of("/", "/server", "/serverx", "/calls", "/config", "/sip-log")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.headers().allValues("www-authenticate"))
          .containsExactly("Bearer realm=\"sipha\"", "Basic realm=\"sipha\"");
      assertThat(body(response).getString("error")).contains("read-token");
      HttpResponse<String> head = send(to(path).method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).as("HEAD " + path).isEqualTo(401);
    }
  }

  @Test
  void probesAndLoadBalancersNeedNoToken() throws Exception {
    startClosed();
    for (String path : List.of("/health/live", "/health/ready", "/primary")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get("/backup").statusCode()).isEqualTo(503);
  }

  @Test
  void eitherTokenReadsAlsoAsThePasswordOfABrowser() throws Exception {
    startClosed();
    for (AccessToken token : List.of(tokens.read(), tokens.operate())) {
      assertThat(statusOf("/server", token.authorization())).isEqualTo(200);
      assertThat(statusOf("/server", basic(token))).isEqualTo(200);
    }
    assertThat(statusOf("/server", "Basic ###")).isEqualTo(401);
    assertThat(statusOf("/server", WRONG)).isEqualTo(401);
  }

  @Test
  void theTokenForReadingChangesNothing() throws Exception {
    HttpResponse<String> response = post("/switchover", tokens.read().authorization());
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(body(response).getString("error")).contains("only reads");
    assertThat(node.commands).isEmpty();
  }

  @Test
  void whatABrowserShowsByItselfChangesNothing() throws Exception {
    assertThat(post("/switchover", basic(tokens.operate())).statusCode()).isEqualTo(401);
    assertThat(node.commands).isEmpty();
  }

  @Test
  void aPageOfAnotherSiteChangesNothingEvenWithTheToken() throws Exception {
    for (List<String> header :
        List.of(
            List.of("Origin", "http://elsewhere.example"),
            List.of("Origin", "http://127.0.0.1"),
            List.of("Origin", "null"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      HttpResponse<String> response =
          send(
              to("/switchover?force=true")
                  .header("Authorization", tokens.operate().authorization())
                  .header(header.get(0), header.get(1))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("force=true")));
      assertThat(response.statusCode()).as(header.toString()).isEqualTo(403);
      assertThat(body(response).getString("error")).contains("page of another site");
      assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
    assertThat(node.commands).isEmpty();
  }

  @Test
  void theBrowsersOwnWordCountsBeforeTheOrigin() throws Exception {
    HttpResponse<String> response =
        send(
            to("/switchover")
                .header("Authorization", tokens.operate().authorization())
                .header("Origin", "https://name.of.the.proxy")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void theServersOwnPageMayChangeSomethingBehindAProxyWithHttpsToo() throws Exception {
    for (String origin : List.of("http://127.0.0.1:" + port, "https://127.0.0.1:" + port)) {
      HttpResponse<String> response =
          send(
              to("/switchover")
                  .header("Authorization", tokens.operate().authorization())
                  .header("Origin", origin)
                  .POST(BodyPublishers.noBody()));
      assertThat(response.statusCode()).as(origin).isEqualTo(200);
    }
  }

  @Test
  void aBrowserIsNotToldThatAnotherSiteMayAsk() throws Exception {
    HttpResponse<String> preflight =
        send(
            to("/switchover")
                .header("Origin", "http://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.statusCode()).isEqualTo(405);
    assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void anAddressThatGuessesHasToWaitAlsoWithTheRightToken() throws Exception {
    for (int i = 0; i < Admission.WRONG_TOKENS; i++) {
      assertThat(post("/switchover", WRONG).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> locked = post("/switchover");
    assertThat(locked.statusCode()).isEqualTo(429);
    assertThat(locked.headers().firstValue("retry-after")).contains("6");
    assertThat(body(locked).getString("error")).contains("wrong tokens");
    assertThat(get("/server").statusCode()).as("reading goes on").isEqualTo(200);
    assertThat(send(to("/switchover").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(401);
    assertThat(node.commands).isEmpty();

    node.passNanos(6 * Node.SECOND);
    assertThat(post("/switchover").statusCode()).isEqualTo(200);
  }

  @Test
  void whoGuessesTheTokenForReadingHasToWaitToo() throws Exception {
    startClosed();
    for (int i = 0; i < Admission.WRONG_TOKENS; i++) {
      assertThat(statusOf("/server", WRONG)).isEqualTo(401);
    }
    assertThat(statusOf("/server", WRONG)).isEqualTo(429);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void eachChangeIsOneLineThatSaysWhoWhatAndWhatCameOfIt() throws Exception {
    try (AuditLines audit = new AuditLines()) {
      post("/switchover?force=true&token=secret");
      post("/sip-log?on=true");
      post("/config/reload");
      post("/demote?force=secret");
      get("/server");
      assertThat(audit.lines())
          .containsExactly(
              "INFO token from 127.0.0.1: POST /switchover force=true: 200 done: a sentence",
              "INFO token from 127.0.0.1: POST /sip-log on=true: 200 done",
              "INFO token from 127.0.0.1: POST /config/reload: 200 taken",
              "INFO token from 127.0.0.1: POST /demote: 400 force is true or false");
    }
  }

  @Test
  void aChangeWhoseClientHasGoneIsWrittenDownAllTheSame() throws Exception {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    node.answer = result;
    try (AuditLines audit = new AuditLines()) {
      var asking =
          client.sendAsync(
              to("/switchover")
                  .header("Authorization", tokens.operate().authorization())
                  .POST(BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(node.commandTaken.await(10, TimeUnit.SECONDS)).isTrue();
      asking.cancel(true);
      result.complete(new CommandResult(Outcome.DONE, "a sentence", null, List.of()));
      long deadline = System.nanoTime() + DEADLINE.toNanos();
      while (audit.lines().isEmpty()) {
        assertThat(System.nanoTime()).as("a line in the audit").isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(audit.lines())
          .containsExactly("INFO token from 127.0.0.1: POST /switchover: 200 done: a sentence");
    }
  }

  @Test
  void eachRefusedChangeIsALineUntilTheyAreTooMany() throws Exception {
    try (AuditLines audit = new AuditLines()) {
      send(to("/promote").POST(BodyPublishers.noBody()));
      post("/demote", tokens.read().authorization());
      post("/switchover", WRONG);
      assertThat(audit.lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith("WARN "))
          .anyMatch(line -> line.contains("nobody from 127.0.0.1: POST /promote: 401 needs"))
          .anyMatch(line -> line.contains("read-token from 127.0.0.1: POST /demote: 403"))
          .anyMatch(line -> line.contains("nobody from 127.0.0.1: POST /switchover: 401 the token"))
          .noneMatch(line -> line.contains("xxx"));

      for (int i = 0; i < 100; i++) {
        send(to("/promote").POST(BodyPublishers.noBody()));
      }
      assertThat(audit.lines()).hasSize(10);
      node.passNanos(6 * Node.SECOND);
      send(to("/promote").POST(BodyPublishers.noBody()));
      assertThat(audit.lines()).hasSize(11);
      assertThat(audit.lines().get(10)).endsWith("93 before it weren't logged");
    }
  }
}
