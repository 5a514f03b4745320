package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The SIP message log: its switch, and the ladder of a call. */
class SipLogPagesTest extends HttpTest {
  private static final String CALL = "0000702000000001";

  @Test
  void messagesAreLoggedWhileTheServerRunsWhenSomebodySaysSo() throws Exception {
    assertThat(body(get("/sip-log"))).isEqualTo(new JsonObject().put("on", false));

    assertThat(body(post("/sip-log?on=true"))).isEqualTo(new JsonObject().put("on", true));
    assertThat(node.sipLog.isOn()).isTrue();

    assertThat(body(post("/sip-log?on=false"))).isEqualTo(new JsonObject().put("on", false));
    assertThat(node.sipLog.isOn()).isFalse();
  }

  @Test
  void theSwitchNeedsTheTokenAndAPlainWord() throws Exception {
    assertThat(send(to("/sip-log?on=true").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
    assertThat(post("/sip-log?on=yes").statusCode()).isEqualTo(400);
    assertThat(post("/sip-log").statusCode()).isEqualTo(400);
    assertThat(node.sipLog.isOn()).isFalse();
  }

  @Test
  void theLadderOfACallIsPlainText() throws Exception {
    node.sipLog.ladder = "a ladder\n";

    HttpResponse<String> response = get("/calls/" + CALL + "/ladder");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/plain;charset=utf-8");
    assertThat(response.body()).isEqualTo("a ladder\n");
  }

  @Test
  void whoAsksForALadderThatIsNotThereIsToldWhy() throws Exception {
    HttpResponse<String> whileOff = get("/calls/" + CALL + "/ladder");
    assertThat(whileOff.statusCode()).isEqualTo(404);
    assertThat(body(whileOff).getString("error")).contains("off").contains("/sip-log?on=true");

    node.sipLog.switchTo(true);
    assertThat(body(get("/calls/" + CALL + "/ladder")).getString("error"))
        .isEqualTo("no message of call " + CALL + " is kept");
    assertThat(get("/calls/1/ladder").statusCode()).isEqualTo(400);
  }
}
