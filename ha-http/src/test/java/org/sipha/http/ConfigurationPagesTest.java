package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.http.ConfigurationState.Option;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;

/** The configuration on the pages. */
class ConfigurationPagesTest extends HttpTest {
  private static final Option PORT =
      new Option(
          "TServer", "sip-port", "5070", "5060", "shared.ini", 7, "1 to 65535", "after restart");
  private static final Option PASSWORD =
      new Option("dn:1001", "password", "***", null, null, 0, "8 to 64 characters", "immediately");
  private static final Waiting WAITING =
      new Waiting("TServer", "sip-port", "5060", "5070", "after restart");

  private void isConfigured(List<Waiting> waiting, Rejected rejected) {
    isConfigured(waiting, rejected, null);
  }

  private void isConfigured(List<Waiting> waiting, Rejected rejected, Server server) {
    node.configuration.state =
        new ConfigurationState(
            "sips-a.ini", Node.NOON, List.of(PORT, PASSWORD), waiting, rejected, server);
  }

  @Test
  void everyOptionIsShownWithItsSourceAndItsEffect() throws Exception {
    isConfigured(List.of(WAITING), null);

    JsonObject config = body(get("/config"));

    assertThat(config.getString("source")).isEqualTo("sips-a.ini");
    assertThat(config.getJsonArray("options").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("section", "TServer")
                .put("option", "sip-port")
                .put("value", "5070")
                .put("default", "5060")
                .put("file", "shared.ini")
                .put("line", 7)
                .put("valid", "1 to 65535")
                .put("takesEffect", "after restart"));
    assertThat(config.getJsonArray("options").getJsonObject(1).getMap())
        .containsEntry("file", null)
        .containsEntry("line", null);
    assertThat(config.getJsonArray("waiting").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("section", "TServer")
                .put("option", "sip-port")
                .put("inForce", "5060")
                .put("configured", "5070")
                .put("takesEffect", "after restart"));
  }

  @Test
  void theStatusAndTheOperatorsPageShowWhatWaitsAndWhatIsRejected() throws Exception {
    isConfigured(List.of(WAITING), new Rejected(Node.NOON, List.of("sips-a.ini:3: <wrong>")));

    JsonObject shown = body(get("/server", "application/json")).getJsonObject("configuration");
    assertThat(shown.getJsonArray("waiting")).hasSize(1);
    assertThat(shown.getJsonObject("rejected").getJsonArray("problems"))
        .containsExactly("sips-a.ini:3: <wrong>");
    assertThat(get("/").body())
        .contains("[TServer] sip-port: 5060 in force, 5070 configured; after restart")
        .contains("sips-a.ini:3: &lt;wrong&gt;");
  }

  @Test
  void nothingIsSaidOfAConfigurationThatIsInForce() throws Exception {
    isConfigured(List.of(), null);

    assertThat(get("/").body()).contains("Everything that was taken is in force");
  }

  @Test
  void aReloadNeedsTheTokenAndSaysWhatCameOfIt() throws Exception {
    assertThat(send(to("/config/reload").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
    assertThat(node.configuration.reloads).isZero();

    HttpResponse<String> taken = post("/config/reload");
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(body(taken).getValue("rejected")).isNull();
    assertThat(node.configuration.reloads).isEqualTo(1);

    isConfigured(List.of(), new Rejected(Node.NOON, List.of("wrong")));
    HttpResponse<String> rejected = post("/config/reload");
    assertThat(rejected.statusCode()).isEqualTo(422);
    assertThat(body(rejected).getJsonObject("rejected").getJsonArray("problems"))
        .containsExactly("wrong");
  }

  @Test
  void aConfigurationServerThatIsNotReachedIsShownWithItsTroubleAndTheCopy() throws Exception {
    Instant kept = Node.NOON.minusSeconds(3_600);
    isConfigured(List.of(), null, new Server("answers 401: <who?>", Node.NOON, kept));

    JsonObject status = body(get("/server", "application/json"));
    assertThat(status.getJsonObject("configuration").getJsonObject("server"))
        .isEqualTo(
            new JsonObject()
                .put("reached", false)
                .put("trouble", "answers 401: <who?>")
                .put("since", Node.NOON.toString())
                .put("copyKeptAt", kept.toString()));
    assertThat(status.getJsonObject("sipServer").getInteger("CONNECTION_TO_SCS")).isZero();
    assertThat(get("/").body()).contains("answers 401: &lt;who?&gt;").contains(kept.toString());
    assertThat(post("/config/reload").statusCode()).isEqualTo(502);
  }

  @Test
  void aConfigurationServerThatIsReachedIsTheConnectionToTheScs() throws Exception {
    isConfigured(List.of(), null, new Server(null, Node.NOON, null));

    JsonObject status = body(get("/server", "application/json"));
    assertThat(status.getJsonObject("sipServer").getInteger("CONNECTION_TO_SCS")).isOne();
    assertThat(get("/").body()).contains("Everything that was taken is in force");
  }
}
