package org.sipha.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;

/** What is common to all paths, and the service's own life. */
class HttpServiceTest extends HttpTest {
  private static final List<String> READ =
      List.of(
          "/",
          "/live",
          "/server",
          "/serverx",
          "/metrics",
          "/health/live",
          "/health/ready",
          "/primary",
          "/backup",
          "/readiness/switchover",
          "/readiness/upgrade",
          "/calls");

  @Test
  void portInUseFailsWithTheAddress() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpService second =
          new HttpService(
              vertx,
              new HttpSettings("127.0.0.1", taken.getLocalPort(), COMMAND_TIMEOUT),
              node,
              tokens,
              node::now);
      assertThatThrownBy(() -> await(second.start()))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("http-address 127.0.0.1")
          .hasMessageContaining("http-port " + taken.getLocalPort());
      await(second.stop());
    }
  }

  @Test
  void stoppedServiceFreesItsPort() throws Exception {
    get("/health/live");
    await(service.stop());
    // The system frees it when the event loop looks next at its channels, just after the stop.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!isFree(port)) {
      assertThat(System.nanoTime()).as("port %d is free before", port).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.setReuseAddress(true);
      free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  @Test
  void answerThatIsBeingMadeIsFinishedBeforeTheServiceStops() throws Exception {
    CompletableFuture<CommandResult> result = new CompletableFuture<>();
    node.answer = result;
    CompletableFuture<HttpResponse<String>> response =
        client.sendAsync(
            to("/demote")
                .header("Authorization", tokens.operate().authorization())
                .POST(BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
    assertThat(node.commandTaken.await(10, TimeUnit.SECONDS)).isTrue();
    Future<Void> stopped = service.stop();
    result.complete(new CommandResult(Outcome.DONE, "a sentence", null, List.of()));
    assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    await(stopped);
  }

  @Test
  void everyAnswerForbidsKeepingAndGuessing() throws Exception {
    for (String path : List.of("/", "/server", "/calls", "/nowhere", "/server?nothing")) {
      HttpResponse<String> response = get(path);
      assertThat(response.headers().firstValue("cache-control")).as(path).contains("no-store");
      assertThat(response.headers().firstValue("x-content-type-options"))
          .as(path)
          .contains("nosniff");
      assertThat(response.headers().firstValue("referrer-policy")).contains("same-origin");
      assertThat(response.headers().firstValue("x-frame-options")).contains("DENY");
      assertThat(response.headers().allValues("content-security-policy"))
          .as(path)
          .singleElement(STRING)
          .contains("default-src 'none'", "frame-ancestors 'none'");
      assertThat(response.headers().firstValue("cross-origin-resource-policy"))
          .contains("same-origin");
      assertThat(response.headers().map())
          .doesNotContainKeys("access-control-allow-origin", "set-cookie");
    }
  }

  @Test
  void headIsGetWithoutTheBody() throws Exception {
    for (String path :
        List.of(
            "/", "/server?sipTransportLayer", "/health/ready", "/calls", "/openapi.json", "/x")) {
      HttpResponse<String> get = get(path);
      HttpResponse<String> head = send(to(path).method("HEAD", BodyPublishers.noBody()));
      assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("content-length"))
          .isEqualTo(get.headers().firstValue("content-length"));
      assertThat(head.headers().firstValue("content-type"))
          .isEqualTo(get.headers().firstValue("content-type"));
    }
  }

  @Test
  void wrongMethodIsToldTheRightOne() throws Exception {
    for (String path : READ) {
      HttpResponse<String> response = post(path);
      assertThat(response.statusCode()).as(path).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }
    for (String path : List.of("/switchover", "/promote", "/demote")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(405);
      assertThat(response.headers().firstValue("allow")).contains("POST");
    }
    assertThat(node.commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/health", "/calls/a/b", "/..%2f"})
  void unknownPathNamesTheKnownOnes(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(body(response).getJsonArray("paths"))
        .contains("/server", "/calls/{id}", "/switchover");
  }

  @Test
  void largeBodyIsRefusedUnreadAndSmallOneIgnored() throws Exception {
    HttpResponse<String> large =
        send(to("/switchover").POST(BodyPublishers.ofString("x".repeat(5_000))));
    assertThat(large.statusCode()).isEqualTo(413);
    HttpResponse<String> small = send(to("/switchover").POST(BodyPublishers.ofString("{}")));
    assertThat(small.statusCode()).isEqualTo(401);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void theRefusalOfALargeBodyIsReadByOneWhoStillSendsIt() throws Exception {
    try (Socket socket = withRefusedBodyOf(500_000)) {
      socket.getOutputStream().write(new byte[500_000]);
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("TTP/1.1 413")
          .contains("no request here has a body");
    }
  }

  @Test
  void aRefusedBodyThatNeverComesEndsTheConnection() throws Exception {
    try (Socket socket = withRefusedBodyOf(500_000)) {
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("TTP/1.1 413");
    }
  }

  /** A connection on which the answer has come and the body has not been sent. */
  private Socket withRefusedBodyOf(int bytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) DEADLINE.toMillis());
    String head = "POST /switchover HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  @Test
  void largeRequestLineAndHeadersAreRefused() throws Exception {
    assertThat(statusLineFor("GET /server?" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains("414");
    assertThat(
            statusLineFor(
                "GET /server HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .contains("431");
    assertThat(statusLineFor("nonsense\r\n\r\n")).contains("400");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  private String statusLineFor(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      byte[] answer = new byte[64];
      int length = socket.getInputStream().readNBytes(answer, 0, 16);
      return new String(answer, 0, length, US_ASCII);
    }
  }

  @Test
  void brokenEscapesAreABadRequest() throws Exception {
    assertThat(statusLineFor("GET /server?%zz HTTP/1.1\r\nHost: a\r\n\r\n")).contains("400");
  }

  @Test
  void addressThatAsksTooMuchIsToldToWait() throws Exception {
    for (int i = 0; i < Admission.REQUESTS_PER_SECOND; i++) {
      assertThat(get("/primary").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> tooMuch = get("/primary");
    assertThat(tooMuch.statusCode()).isEqualTo(429);
    assertThat(tooMuch.headers().firstValue("retry-after")).contains("1");
    node.passNanos(Node.SECOND / 10);
    assertThat(get("/primary").statusCode()).isEqualTo(200);
  }

  @Test
  void connectionsOfOneAddressAreBounded() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < Admission.MAX_CONNECTIONS_OF_ONE; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), port)) {
        oneMore.setSoTimeout((int) DEADLINE.toMillis());
        assertThat(oneMore.getInputStream().read()).as("closed").isEqualTo(-1);
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void pageOfFiguresListsTheBlocks() throws Exception {
    String page = get("/server?sipServer", "text/html").body();
    assertThat(page).contains("QUEUE_FROM_TRASNPORT", "Primary (Active)", "/server?haBlockers");
    assertThat(page).doesNotContain("NCALLSCREATED");
  }
}
