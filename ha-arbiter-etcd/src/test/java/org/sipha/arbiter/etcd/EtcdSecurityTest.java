package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.LeaseSettings.Login;
import org.sipha.core.port.LeaseSettings.Tls;

/** Authentication and TLS, with real members. */
class EtcdSecurityTest {
  private static final Duration LEASE = Duration.ofSeconds(5);

  @TempDir Path directory;
  private final Answers answers = new Answers();

  @BeforeEach
  void needEtcd() {
    EtcdCluster.require();
  }

  private LeaseSettings settings(
      String pair, List<URI> endpoints, @Nullable Tls tls, @Nullable Login login) {
    return new LeaseSettings(pair, "sips-a", Servers.A, endpoints, LEASE, tls, login);
  }

  /** What an arbiter with these settings answers. */
  private Input answer(LeaseSettings settings) throws Exception {
    try (EtcdArbiter arbiter = Servers.arbiter(settings, answers)) {
      arbiter.ask(AskReason.STARTED_ALONE, 0);
      return answers.next(Input.class);
    }
  }

  private void isDenied(LeaseSettings settings, String why) throws Exception {
    assertThat(answer(settings))
        .isInstanceOfSatisfying(
            ArbiterDenied.class, denied -> assertThat(denied.text()).contains(why));
  }

  @Test
  void userOfThePairsKeysIsGrantedTheRightAndNobodyElse() throws Exception {
    try (EtcdCluster etcd = EtcdCluster.start(directory, 1)) {
      enableAuthentication(etcd.endpoint(0));
      Login login = new Login("sipha", "a-good-password");
      List<URI> endpoints = etcd.endpoints();

      isDenied(settings("west", endpoints, null, null), "user name is empty");
      isDenied(settings("west", endpoints, null, new Login("sipha", "wrong")), "invalid user ID");
      isDenied(settings("east", endpoints, null, login), "permission denied");
      try (EtcdArbiter arbiter =
          Servers.arbiter(settings("west", endpoints, null, login), answers)) {
        arbiter.ask(AskReason.STARTED_ALONE, 0);
        answers.next(ArbiterGranted.class);
        answers.renewal();

        etcd.kill(0);
        etcd.restart(0); // knows the tokens no more that it gave
        answers.forget();
        answers.renewal();
      }
    }
  }

  /** As docs/etcd.md says, without the command-line client. */
  private static void enableAuthentication(URI etcd) throws Exception {
    user(etcd, "root", "root-password", "root");
    Gateway.post(etcd, "/v3/auth/role/add", new JsonObject().put("name", "sipha-west"));
    Gateway.post(
        etcd,
        "/v3/auth/role/grant",
        new JsonObject()
            .put("name", "sipha-west")
            .put(
                "perm",
                new JsonObject()
                    .put("permType", "READWRITE")
                    .put("key", base64("/sipha/west/"))
                    .put("range_end", base64("/sipha/west0"))));
    user(etcd, "sipha", "a-good-password", "sipha-west");
    Gateway.post(etcd, "/v3/auth/enable", new JsonObject());
  }

  private static void user(URI etcd, String name, String password, String role) throws Exception {
    JsonObject user = new JsonObject().put("name", name).put("password", password);
    Gateway.post(etcd, "/v3/auth/user/add", user);
    Gateway.post(etcd, "/v3/auth/user/grant", new JsonObject().put("user", name).put("role", role));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyAMemberOfTheAuthorityIsBelievedAndOnlyACertificateOfItIsLetIn() throws Exception {
    TestAuthority authority = new TestAuthority(directory, "authority");
    TestAuthority another = new TestAuthority(directory, "another");
    TestAuthority.Issued member = authority.issue("member");
    try (EtcdCluster etcd =
        EtcdCluster.startWithTls(
            directory,
            "--cert-file=" + member.certificate(),
            "--key-file=" + member.key(),
            "--trusted-ca-file=" + authority.file(),
            "--client-cert-auth")) {
      List<URI> endpoints = etcd.endpoints();
      TestAuthority.Issued own = authority.issue("sips-a");
      LeaseSettings right =
          settings(
              "west", endpoints, new Tls(authority.file(), own.certificate(), own.key()), null);
      Input answer;
      do { // until the member is there
        answer = answer(right);
      } while (!(answer instanceof ArbiterGranted));

      isDenied(
          settings("west", endpoints, new Tls(another.file(), own.certificate(), own.key()), null),
          "PKIX path");
      isDenied(settings("west", endpoints, new Tls(authority.file(), null, null), null), "");
      TestAuthority.Issued foreign = another.issue("sips-a");
      isDenied(
          settings(
              "west",
              endpoints,
              new Tls(authority.file(), foreign.certificate(), foreign.key()),
              null),
          "");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    Path none = Files.writeString(directory.resolve("none.pem"), "no certificate");
    LeaseSettings settings =
        settings(
            "west", List.of(URI.create("https://127.0.0.1:1")), new Tls(none, null, null), null);

    assertThatThrownBy(() -> new EtcdArbiters().open(settings, answers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");
  }
}
