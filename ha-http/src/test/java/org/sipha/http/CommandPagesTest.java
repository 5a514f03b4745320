package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.link.PeerMessage.NodeBlocker;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.readiness.BlockerCode;

/** The requests that change something: who may, how they are answered. */
class CommandPagesTest extends HttpTest {

  private void nodeAnswers(Outcome outcome, @Nullable String primary, NodeBlocker... blockers) {
    node.answer =
        CompletableFuture.completedFuture(
            new CommandResult(outcome, "a sentence", primary, List.of(blockers)));
  }

  @ParameterizedTest
  @CsvSource({
    "DONE, 200, done",
    "REFUSED, 412, refused",
    "BUSY, 409, busy",
    "FAILED, 503, failed",
    "UNKNOWN, 504, unknown"
  })
  void eachOutcomeHasItsStatus(Outcome outcome, int status, String word) throws Exception {
    nodeAnswers(outcome, "sips-b");
    for (String path : List.of("/switchover", "/promote", "/demote", "/compare")) {
      HttpResponse<String> response = post(path);
      assertThat(response.statusCode()).as(path).isEqualTo(status);
      assertThat(body(response))
          .isEqualTo(
              new JsonObject()
                  .put("result", word)
                  .put("text", "a sentence")
                  .put("primary", "sips-b")
                  .put("blockers", new JsonArray()));
    }
    assertThat(node.commands).containsExactly("SWITCHOVER", "PROMOTE", "DEMOTE", "COMPARE");
  }

  @Test
  void refusalNamesTheBlockersOfBothNodes() throws Exception {
    nodeAnswers(
        Outcome.REFUSED,
        null,
        new NodeBlocker("sips-a", Node.blocker(BlockerCode.SETTLING, "23 s of 60 s")),
        new NodeBlocker("sips-b", Node.blocker(BlockerCode.CALLS_UNSYNCHRONIZED, "12 calls")));
    JsonObject body = body(post("/switchover"));
    assertThat(body.getMap()).containsEntry("primary", null);
    assertThat(body.getJsonArray("blockers").getJsonObject(1))
        .isEqualTo(
            new JsonObject()
                .put("node", "sips-b")
                .put("code", "calls-unsynchronized")
                .put("text", "12 calls"));
  }

  @Test
  void forceReachesTheNodeOnlyWhenSaidPlainly() throws Exception {
    nodeAnswers(Outcome.DONE, "sips-b");
    assertThat(post("/switchover?force=true").statusCode()).isEqualTo(200);
    assertThat(post("/switchover?force=false").statusCode()).isEqualTo(200);
    assertThat(post("/switchover?force=yes").statusCode()).isEqualTo(400);
    assertThat(post("/switchover?force").statusCode()).isEqualTo(400);
    assertThat(node.commands).containsExactly("SWITCHOVER forced", "SWITCHOVER");
  }

  @Test
  void commandWithoutAnswerEndsAsUnknown() throws Exception {
    HttpResponse<String> response = post("/switchover");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(body(response).getString("result")).isEqualTo("unknown");
    assertThat(body(response).getMap()).containsEntry("primary", null);
  }

  @Test
  void commandThatFailsInsideEndsAsUnknown() throws Exception {
    node.answer = CompletableFuture.failedFuture(new IllegalStateException("gone"));
    assertThat(post("/switchover").statusCode()).isEqualTo(504);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/switchover", "/promote", "/demote"})
  void nothingIsDoneWithoutTheToken(String path) throws Exception {
    for (String shown :
        List.of(
            "Bearer wrong",
            "Bearer ",
            "Bearer",
            "Basic " + tokens.operate().authorization(),
            "x")) {
      HttpResponse<String> response =
          send(to(path).header("Authorization", shown).POST(BodyPublishers.noBody()));
      assertThat(response.statusCode()).as(shown).isEqualTo(401);
      assertThat(response.headers().firstValue("www-authenticate")).isPresent();
    }
    assertThat(send(to(path).POST(BodyPublishers.noBody())).statusCode()).isEqualTo(401);
    assertThat(node.commands).isEmpty();
  }
}
