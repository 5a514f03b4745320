package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of a server that sipha upgrade doesn't tell anything, while it tells the other one. */
class UpgradeWatchTest extends HttpTest {
  private static final String SHOWN = "Upgrade to 0.2.0: waiting, step 4";

  private final TestAuthority authority = new TestAuthority("pair");
  private final Node other = new Node();
  private @Nullable HttpService otherService;
  private AccessTokens otherTokens;
  private int otherPort;

  @BeforeEach
  void startOther() throws Exception {
    Path directory = Files.createDirectory(dataDirectory.resolve("other"));
    otherTokens = AccessTokens.in(directory);
    startOther(null, true);
  }

  private void startOther(@Nullable HttpTls tls, boolean openToRead) throws Exception {
    otherService =
        new HttpService(
            vertx,
            new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT, tls, openToRead, null),
            other,
            otherTokens,
            node::now);
    otherPort = await(otherService.start());
    node.peerHttpAddress = PeerAddress.of("127.0.0.1:" + otherPort, tls != null);
  }

  @AfterEach
  void stopOther() throws Exception {
    await(otherService.stop());
  }

  private void startOtherWithTls() throws Exception {
    stopOther();
    Path file = authority.writeTo(dataDirectory.resolve("authority.pem"));
    startOther(authority.serverIn(dataDirectory, null), true);
    await(service.stop());
    start(new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT, null, true, file));
  }

  private void otherIsTold(JsonObject document) throws Exception {
    otherIsTold(client, "http", document);
  }

  private void otherIsTold(HttpClient by, String scheme, JsonObject document) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + otherPort + "/upgrade"))
            .header("Authorization", otherTokens.operate().authorization())
            .POST(BodyPublishers.ofString(document.encode()))
            .build();
    assertThat(by.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  /** Looks until the page says it, as a page that is open does. */
  private void shows(String text) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    String page = get("/").body();
    while (!page.contains(text)) {
      assertThat(System.nanoTime()).as(page).isLessThan(end);
      node.passNanos(TimeUnit.MILLISECONDS.toNanos(10));
      page = get("/").body();
    }
  }

  /** The page was asked often enough for the peer to have been asked again and to have answered. */
  private void neverShows(String text) throws Exception {
    for (int i = 0; i < 3; i++) {
      node.passNanos(2 * Node.SECOND);
      assertThat(get("/").body()).doesNotContain(text);
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void thePageShowsWhatThePeerHasHeard() throws Exception {
    shows("id=\"upgrade\"></div>");
    otherIsTold(UpgradeDocument.waiting());
    shows(SHOWN);
    assertThat(json("/upgrade").getValue("upgrade")).as("itself has heard nothing").isNull();
    otherIsTold(UpgradeDocument.ended("refused", "the call is still there"));
    shows("the call is still there");
  }

  @Test
  void whatThePeerHadHeardGrowsSilentWhenThePeerIsGone() throws Exception {
    otherIsTold(UpgradeDocument.waiting());
    shows(SHOWN);
    stopOther();
    node.passNanos(10 * Node.SECOND);
    shows(SHOWN);
    node.passNanos(20 * Node.SECOND);
    shows("Upgrade to 0.2.0: silent");
  }

  @Test
  void anUpgradeOfWhichThePeerHasHeardNothingForLongIsSilentAtOnce() throws Exception {
    otherIsTold(UpgradeDocument.waiting());
    node.passNanos(3_600 * Node.SECOND);
    shows("No word from it for 01:00:");
  }

  @Test
  void theNewerWordIsShown() throws Exception {
    otherIsTold(UpgradeDocument.ended("refused", "said by the peer"));
    send(
        to("/upgrade")
            .header("Authorization", tokens.operate().authorization())
            .POST(
                BodyPublishers.ofString(
                    UpgradeDocument.ended("done", "older")
                        .put("updatedAt", "2026-11-22T12:00:59Z")
                        .encode())));
    shows("said by the peer");
    otherIsTold(UpgradeDocument.waiting().put("updatedAt", "2026-11-22T12:00:58Z"));
    shows("older");
  }

  @Test
  void aPeerThatMayNotBeReadByEverybodyIsNotShown() throws Exception {
    stopOther();
    startOther(null, false);
    otherIsTold(UpgradeDocument.waiting());
    neverShows("Upgrade to");
  }

  @Test
  void aPeerWithACertificateOfThePairIsBelieved() throws Exception {
    startOtherWithTls();
    otherIsTold(authority.client(), "https", UpgradeDocument.waiting());
    shows(SHOWN);
  }

  @Test
  void aPeerWhoseCertificateIsMadeOutToAnotherNameIsNot() throws Exception {
    startOtherWithTls();
    node.name = "sips-b"; // its peer would be sips-a
    otherIsTold(authority.client(), "https", UpgradeDocument.waiting());
    neverShows("Upgrade to");
  }

  @Test
  void aPeerWithACertificateOfAnotherAuthorityIsNot() throws Exception {
    startOtherWithTls();
    new TestAuthority("pair").writeTo(dataDirectory.resolve("authority.pem"));
    otherIsTold(authority.client(), "https", UpgradeDocument.waiting());
    neverShows("Upgrade to");
  }

  @Test
  void anAddressThatIsNoneHarmsNothing() throws Exception {
    for (String address : new String[] {"a::b", "[", "-", "127.0.0.1", "https://[::1", ":1"}) {
      node.peerHttpAddress = address;
      node.passNanos(2 * Node.SECOND);
      assertThat(get("/").statusCode()).as(address).isEqualTo(200);
    }
  }
}
