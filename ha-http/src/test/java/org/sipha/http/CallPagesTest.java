package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Leg;
import org.sipha.core.call.Version;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.BlockingCallsPage.Item;
import org.sipha.core.readiness.BlockerCode;

/** The lists of calls: shape, pages, a backup's copies, the calls that block. */
class CallPagesTest extends HttpTest {
  static CallId id(int number) {
    return CallId.of(7, 1, number);
  }

  private static Leg leg(String callId, @Nullable String remoteTag) {
    return new Leg(
        callId,
        "our-tag",
        remoteTag,
        "<sip:1002@127.0.0.1>",
        "<sip:1001@127.0.0.1>",
        "sip:1001@127.0.0.1:6001",
        List.of(),
        "udp:127.0.0.1:6001",
        "dn:1001",
        1,
        1,
        null,
        null);
  }

  private static Call call(int number) {
    return new Call(
        id(number),
        CallState.CONFIRMED,
        false,
        1_795_348_800_000L,
        "1001",
        "1002",
        leg("a" + number, "their-tag"),
        leg("b" + number, null),
        0,
        List.of(),
        0,
        0);
  }

  static CallRecord held(int number) {
    return new CallRecord(
        id(number), new Version(7, 2, 1), 9, false, CallState.CONFIRMED, call(number), 0);
  }

  private static CallRecord copy(int number) {
    return new CallRecord(
        id(number),
        new Version(7, 2, 1),
        9,
        false,
        CallState.CONFIRMED,
        new EncodedCall(Integer.toString(number).getBytes(UTF_8)),
        0);
  }

  private static List<String> ids(JsonObject page) {
    List<String> ids = new ArrayList<>();
    JsonArray calls = page.getJsonArray("calls");
    for (int i = 0; i < calls.size(); i++) {
      ids.add(calls.getJsonObject(i).getString("id"));
    }
    return ids;
  }

  @Test
  void callHasTheShapeOfTheSpecification() throws Exception {
    node.calls.put(held(1));
    JsonObject expected =
        new JsonObject()
            .put("id", id(1).toString())
            .put("version", "7.2@1")
            .put("state", "confirmed")
            .put("multisite", false)
            .put("startedAt", "2026-11-22T12:00:00Z")
            .put("from", "1001")
            .put("to", "1002")
            .put(
                "legs",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("callId", "a1")
                            .put("localTag", "our-tag")
                            .put("remoteTag", "their-tag"))
                    .add(
                        new JsonObject()
                            .put("callId", "b1")
                            .put("localTag", "our-tag")
                            .putNull("remoteTag")));
    assertThat(json("/calls"))
        .isEqualTo(
            new JsonObject()
                .put("total", 1)
                .put("calls", new JsonArray().add(expected))
                .putNull("next"));
    assertThat(json("/calls/" + id(1))).isEqualTo(expected);
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() throws Exception {
    for (int i = 0; i < 250; i++) {
      node.calls.put(held(i));
    }
    List<String> seen = new ArrayList<>();
    JsonObject page = json("/calls");
    assertThat(page.getJsonArray("calls")).as("default limit").hasSize(100);
    while (true) {
      seen.addAll(ids(page));
      assertThat(page.getInteger("total")).isEqualTo(250);
      String next = page.getString("next");
      if (next == null) {
        break;
      }
      page = json("/calls?limit=50&after=" + next);
    }
    assertThat(seen).hasSize(250).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void pageThatIsExactlyFullIsTheLast() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      node.calls.put(held(i));
    }
    JsonObject page = json("/calls?limit=1000");
    assertThat(page.getJsonArray("calls")).hasSize(1_000);
    assertThat(page.getValue("next")).isNull();
  }

  @Test
  void backupDecodesTheCopiesOfThePageAndNoOther() throws Exception {
    AtomicInteger decoded = new AtomicInteger();
    node.codec =
        new CallCodec() {
          @Override
          public byte[] encode(Call call) {
            throw new IllegalStateException("a page encodes nothing");
          }

          @Override
          public Call decode(byte[] bytes) {
            decoded.incrementAndGet();
            return call(Integer.parseInt(new String(bytes, UTF_8)));
          }
        };
    stopService();
    startService();
    for (int i = 0; i < 50; i++) {
      node.calls.put(copy(i));
    }
    JsonObject page = json("/calls?limit=10");
    assertThat(page.getJsonArray("calls").getJsonObject(3).getString("from")).isEqualTo("1001");
    assertThat(decoded).hasValue(10);
  }

  @Test
  void copyThatCannotBeReadDoesNotHideTheOthers() throws Exception {
    node.calls.put(copy(1));
    node.calls.put(held(2));
    JsonArray calls = json("/calls").getJsonArray("calls");
    assertThat(calls.getJsonObject(0).getMap())
        .containsEntry("id", id(1).toString())
        .containsEntry("state", "confirmed")
        .containsEntry("from", null);
    assertThat(calls.getJsonObject(1).getString("from")).isEqualTo("1001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/calls?limit=0",
        "/calls?limit=1001",
        "/calls?limit=many",
        "/calls?limit=",
        "/calls?after=12",
        "/calls?after=zzzzzzzzzzzzzzzz",
        "/calls?blocking=yes",
        "/calls/12",
        "/calls/zzzzzzzzzzzzzzzz"
      })
  void nonsenseIsRefusedWithASentence(String path) throws Exception {
    var response = get(path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(body(response).getString("error")).isNotBlank();
  }

  @Test
  void callThatIsNotHeldIsNotFound() throws Exception {
    assertThat(get("/calls/" + id(1)).statusCode()).isEqualTo(404);
  }

  @Test
  void blockingCallsComeFromTheNodeWithTheirReason() throws Exception {
    node.calls.put(held(1));
    node.blocking =
        CompletableFuture.completedFuture(
            new BlockingCallsPage(
                3,
                List.of(
                    new Item(id(1), BlockerCode.CALLS_UNSYNCHRONIZED),
                    new Item(id(2), BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION),
                    new Item(id(3), BlockerCode.CALLS_UNSYNCHRONIZED))));
    JsonObject page = json("/calls?blocking=true&limit=2&after=" + id(0));
    assertThat(node.questions).containsExactly("after " + id(0) + " limit 3");
    assertThat(page.getInteger("total")).isEqualTo(3);
    assertThat(page.getString("next")).isEqualTo(id(2).toString());
    assertThat(page.getJsonArray("calls").getJsonObject(0).getMap())
        .containsEntry("reason", "calls-unsynchronized")
        .containsEntry("from", "1001")
        .containsEntry("startedAt", "2026-11-22T12:00:00Z");
    assertThat(page.getJsonArray("calls").getJsonObject(1).getMap())
        .as("a call that this node doesn't hold")
        .containsEntry("id", id(2).toString())
        .containsEntry("reason", "multisite-calls-before-connection")
        .containsEntry("from", null);
  }
}
