package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sipha.dist.ExitStatus;
import org.sipha.http.Access;
import org.sipha.http.AccessToken;
import picocli.CommandLine;

/** Commands against a server that answers what SPEC 7 lets it answer. */
class RoleChangeTest {
  @TempDir Path dataDirectory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String body = "{}";

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({"200,done,0", "412,refused,75", "409,busy,75", "503,failed,1", "504,unknown,1"})
  void answersAreExitStatuses(int http, String result, int exit) throws IOException {
    status = http;
    body =
        "{\"result\":\""
            + result
            + "\",\"text\":\"so it is\",\"primary\":\"sips-b\",\"blockers\":[]}";
    assertThat(command(false, here())).isEqualTo(exit);
    assertThat((exit == 0 ? out : err).toString())
        .contains(result + ": so it is", "primary is sips-b");
  }

  @Test
  void refusalShowsTheBlockersOfBothNodes() throws IOException {
    status = 412;
    body =
        """
        {"result":"refused","text":"not ready","primary":"sips-a","blockers":[
          {"node":"sips-a","code":"settling","text":"23 s of 60 s"},
          {"node":"sips-b","code":"starting","text":"sip-path-warm"}]}
        """;
    assertThat(command(false, here())).isEqualTo(ExitStatus.REFUSED);
    assertThat(err.toString())
        .contains("sips-a: settling: 23 s of 60 s", "sips-b: starting: sip-path-warm");
  }

  @Test
  void serversTokenIsShownAndForceIsAsked() throws IOException {
    AccessToken token = AccessToken.in(dataDirectory, Access.OPERATE);
    body = "{\"result\":\"done\"}";
    command(true, here());
    assertThat(asked).containsExactly("POST /switchover?force=true " + token.authorization());
  }

  @Test
  void otherServerIsAskedWhenTheFirstIsNotReached() throws IOException {
    body = "{\"result\":\"done\"}";
    assertThat(command(false, nobody(), here())).isEqualTo(ExitStatus.DONE);
    assertThat(err.toString()).contains("can't be reached");
  }

  @Test
  void unknownTokenSaysWhatToDoAndTheOtherServerIsNotAsked() throws IOException {
    status = 401;
    assertThat(command(false, here(), here())).isEqualTo(ExitStatus.FAILED);
    assertThat(asked).hasSize(1);
    assertThat(err.toString()).contains("doesn't know the token (none was found)");
  }

  @Test
  void whoHasToWaitIsToldSo() throws IOException {
    status = 429;
    body = "{\"error\":\"too many wrong tokens came from 127.0.0.1: wait 6 s\"}";
    assertThat(command(false, here())).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains("answered 429: too many wrong tokens").contains("wait 6 s");
  }

  @Test
  void nobodyReachedIsStatus69() throws IOException {
    assertThat(command(false, nobody())).isEqualTo(ExitStatus.UNAVAILABLE);
  }

  private int command(boolean force, ServerPlace... places) {
    CommandLine line =
        new CommandLine(new VersionCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new RoleChange(line).command(List.of(places), "/switchover", force);
  }

  private ServerPlace here() {
    return Places.plain("sips-a", server.getAddress().getPort(), dataDirectory);
  }

  private ServerPlace nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Places.plain("sips-x", socket.getLocalPort(), dataDirectory);
    }
  }
}
