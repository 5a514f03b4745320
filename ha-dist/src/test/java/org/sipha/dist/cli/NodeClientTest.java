package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.ServerSettings;
import org.sipha.dist.pair.NewPair;
import org.sipha.http.Access;
import org.sipha.http.AccessToken;

/** Whom a client believes that it is the server that is meant, and what it shows to it. */
class NodeClientTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final List<String> shown = new CopyOnWriteArrayList<>();
  private Path certificates;
  private int port;

  @BeforeEach
  void makePair() throws IOException {
    NewPair.write(directory.resolve("pair"), LocalPair.withDefaults());
    certificates = NewPair.certificates(directory.resolve("pair"));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** A server that shows the certificate of that name. */
  private void serve(Path certificates, String name) throws Exception {
    ServerSSLOptions tls =
        new ServerSSLOptions()
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .setCertPath(certificates.resolve(name + ".pem").toString())
                    .setKeyPath(certificates.resolve(name + ".key").toString()));
    port =
        await(
                vertx
                    .createHttpServer(new HttpServerConfig(), tls)
                    .requestHandler(
                        request -> {
                          shown.add(String.valueOf(request.getHeader("Authorization")));
                          request.response().end("{\"role\":\"primary\"}");
                        })
                    .listen(0, "127.0.0.1"))
            .actualPort();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private NodeClient client(String name, Optional<Path> certificate, Optional<Path> authority) {
    return client(true, new PagesTrust(name, certificate, authority));
  }

  private NodeClient client(boolean openToRead, PagesTrust trust) {
    return new NodeClient(
        new ServerPlace(
            trust.name(),
            "https://127.0.0.1:" + port + "/",
            Optional.of(directory),
            openToRead,
            trust));
  }

  private Optional<Path> file(String name) {
    return Optional.of(certificates.resolve(name));
  }

  @Test
  void theVeryCertificateInTheConfigurationIsBelieved() throws Exception {
    serve(certificates, "sips-a");
    NodeClient client = client("any name", file("sips-a.pem"), Optional.empty());
    assertThat(client.status().getString("role")).isEqualTo("primary");
  }

  @Test
  void aCertificateOfThePairsAuthorityIsBelievedIfItIsMadeOutToTheServersName() throws Exception {
    serve(certificates, "sips-a");
    assertThat(client("sips-a", Optional.empty(), file("authority.pem")).status()).isNotEmpty();
    assertNotBelieved(client("sips-b", Optional.empty(), file("authority.pem")));
  }

  @Test
  void aStrangerIsNotBelieved() throws Exception {
    Path other = directory.resolve("other");
    NewPair.write(other, LocalPair.withDefaults());
    serve(NewPair.certificates(other), "sips-a");
    assertNotBelieved(client("sips-a", file("sips-a.pem"), file("authority.pem")));
    assertNotBelieved(client("sips-a", Optional.empty(), Optional.empty()));
    assertNotBelieved(client("sips-a", file("nowhere.pem"), file("nowhere.pem")));
    assertThat(shown).as("nothing was asked").isEmpty();
  }

  private static void assertNotBelieved(NodeClient client) {
    assertThatThrownBy(client::status)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("isn't believed")
        .hasMessageContaining("CN=sips-a, is neither http-tls-cert of ");
    assertThatThrownBy(() -> client.post("/switchover")).hasMessageContaining("isn't believed");
  }

  @Test
  void aRenewedFileCountsFromTheNextConnectionOn() throws Exception {
    Path known = directory.resolve("known.pem");
    Files.copy(certificates.resolve("sips-b.pem"), known);
    serve(certificates, "sips-a");
    NodeClient client = client("sips-a", Optional.of(known), Optional.empty());
    assertThatThrownBy(client::status).hasMessageContaining("isn't believed");
    Files.copy(certificates.resolve("sips-a.pem"), known, StandardCopyOption.REPLACE_EXISTING);
    assertThat(client.status()).isNotEmpty();
  }

  @Test
  void theTokenForReadingIsShownWhereReadingNeedsOne() throws Exception {
    AccessToken token = AccessToken.in(directory, Access.READ);
    serve(certificates, "sips-a");
    PagesTrust trust = new PagesTrust("sips-a", file("sips-a.pem"), Optional.empty());
    client(true, trust).status();
    client(false, trust).status();
    assertThat(shown).containsExactly("null", token.authorization());
  }

  @Test
  void aServerIsFoundByItsConfigurationAndItsPeerByItsWord() throws Exception {
    ServerSettings settings =
        settings(
            "http-address = 127.0.0.1",
            """
            http-address = ::
            http-tls-cert = ha/sips-a.pem
            http-tls-cert-key = ha/sips-a.key
            http-read-access = token
            """);
    ServerPlace place = ServerPlace.of(settings);
    Path home = directory.resolve("pair");
    assertThat(place)
        .isEqualTo(
            new ServerPlace(
                "sips-a",
                "https://[::1]:8080/",
                Optional.of(home.resolve("data/sips-a")),
                false,
                new PagesTrust("sips-a", file("sips-a.pem"), file("authority.pem"))));
    assertThat(place.peer("sips-b", "https://10.0.0.2:8080"))
        .isEqualTo(
            new ServerPlace(
                "sips-b",
                "https://10.0.0.2:8080/",
                Optional.empty(),
                true,
                new PagesTrust("sips-b", Optional.empty(), file("authority.pem"))));
    assertThat(place.peer("sips-b", "10.0.0.2:8080").url()).isEqualTo("http://10.0.0.2:8080/");
    ServerPlace plain = ServerPlace.of(settings("http-address = ::", "http-address = 0.0.0.0"));
    assertThat(plain.url()).isEqualTo("https://127.0.0.1:8080/");
  }

  private ServerSettings settings(String line, String instead) throws IOException {
    Path file = PairFiles.in(directory.resolve("pair")).a();
    String text = Files.readString(file);
    assertThat(text).contains(line);
    Files.writeString(file, text.replace(line, instead));
    return ((Outcome.Valid) ConfigurationFile.read(file)).settings();
  }
}
