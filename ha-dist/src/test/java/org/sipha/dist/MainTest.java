package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.link.Protocol;

/** The command line as scripts see it: exit statuses, and which stream says what. */
class MainTest {
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void withoutACommandTheUsageIsShownAndIsWrong() {
    assertThat(run()).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("Commands:", "pair", "switchover", "Exit status:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pair",
        "server",
        "init",
        "install",
        "certificates",
        "certificates renew",
        "certificates show",
        "config",
        "status",
        "calls",
        "records",
        "switchover",
        "upgrade",
        "use",
        "promote",
        "demote",
        "grid",
        "version"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(run((command + " --help").split(" "))).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString()).startsWith("Usage: sipha " + command);
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair", "server"})
  void optionsForTestsOnlyAreNotInTheOperatorsHelp(String command) {
    run(command, "--help");
    assertThat(out.toString()).doesNotContain("lab-settling").doesNotContain("parent-watch");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upgrade",
        "upgrade --dir b",
        "upgrade --to 0.2.0",
        "upgrade --to 0.2.0 --resume --dir b",
        "upgrade --resume --dry-run --dir b",
        "upgrade --to 0.2.0 --dir b --with magic",
        "upgrade --to 0.2.0 --dir b --with systemd --hooks c",
        "upgrade --to 0.2.0 --dir b --with systemd --unit sipha",
        "upgrade --to 0.2.0 --dir b --gate-limit 30",
        "upgrade --to 0.2.0 --dir b --start-limit soon",
        "upgrade --to 0.2.0 --dir b --old-multisite-calls hope",
        "grid",
        "grid --listen 127.0.0.1:5701",
        "grid --listen 127.0.0.1 --members 127.0.0.1",
        "grid --listen 127.0.0.1:5701 --members 127.0.0.1:5702,127.0.0.1:5703,127.0.0.1:5704",
        "grid --listen 127.0.0.1:1 --members 127.0.0.1:1 --cluster-name a,b",
        "grid --listen 127.0.0.1:1 --members 127.0.0.1:1 --log-format xml",
        "use",
        "use 0.2.0",
        "status",
        "calls",
        "status --config a --dir b",
        "records",
        "server",
        "promote",
        "config",
        "certificates",
        "certificates renew",
        "certificates show --config a --dir b",
        "init pair",
        "install",
        "install sipha.tar.gz",
        "install sipha.tar.gz --home h --keep 0",
        "install sipha.tar.gz --home h --sha256 abc",
        "init --local",
        "init --local --hosts 10.0.0.1,10.0.0.2 --sip-address 10.0.0.50 pair",
        "init --local --sip-address 10.0.0.50 pair",
        "init --hosts 10.0.0.1,10.0.0.2 pair",
        "init --hosts 10.0.0.1 --sip-address 10.0.0.50 pair",
        "init --hosts 10.0.0.1,10.0.0.1 --sip-address 10.0.0.50 pair",
        "init --hosts 10.0.0.1,10.0.0.2 --sip-address 10.0.0.2 pair",
        "init --hosts 10.0.0.1,0.0.0.0 --sip-address 10.0.0.50 pair",
        "pair --sip-port 0",
        "pair --http-ports 8080",
        "pair --ha-ports 7101,7101",
        "pair --lab-settling soon",
        "server --config x --lab-settling -1",
        "server --config x -host 127.0.0.1 -port 8888 -app sips-a",
        "server --config x --config-cache .",
        "server -host 127.0.0.1 -port 8888",
        "server -host 127.0.0.1 -port 88888 -app sips-a",
        "server -host 127.0.0.1 -port 8888 -app sips-a --config-path sipha.ini"
      })
  void wrongUsageIsStatus2(String line) {
    assertThat(run(line.split(" "))).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).isNotBlank();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void recordsArePrintedAndWhatIsDamagedIsSaidBesideThem() throws IOException {
    String whole = "{\"id\":\"1\",\"ended\":\"2026\",\"servers\":[1]}";
    Files.writeString(directory.resolve("records-00000001.jsonl"), whole + "\n{\"id\":\"2");
    assertThat(run("records", directory.toString())).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString()).isEqualTo(whole + "\n");
    assertThat(err.toString()).contains("1 damaged");
  }

  @Test
  void aDirectoryWithoutRecordsIsAnErrorThatNamesIt() {
    assertThat(run("records", directory.toString())).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains(directory.toString(), "no call detail records");
  }

  @Test
  void recordsOfAPairThatHasCarriedNoCallAreNone() throws IOException {
    assertThat(run("records", "--config", localPair(free(5)).toString()))
        .as(err.toString())
        .isEqualTo(ExitStatus.DONE);
  }

  @Test
  void versionIsTold() {
    assertThat(run("version")).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .startsWith("sipha ")
        .contains("Java 1")
        .contains("HA protocol 1")
        .contains("data schema 1");
  }

  @Test
  void versionTellsProgramsWhatServersCompareInTheirHandshake() throws IOException {
    Path config = localPair(free(5));
    assertThat(run("version", "--json", "--config", config.toString())).isEqualTo(ExitStatus.DONE);
    String printed = out.toString();
    JsonObject told = new JsonObject(printed.substring(printed.indexOf("{\n")));
    assertThat(told.getJsonObject("protocol"))
        .isEqualTo(new JsonObject().put("min", Protocol.min()).put("max", Protocol.max()));
    assertThat(told.getInteger("schema")).isEqualTo(1);
    JsonObject server = told.getJsonObject("server");
    assertThat(server.getString("name")).isEqualTo("sips-a");
    assertThat(server.getJsonObject("unsafeSettings").fieldNames()).contains("[TServer] sip-port");

    Files.writeString(config, "[TServer]\nsip-prot = 5060\n");
    assertThat(run("version", "--json", "--config", config.toString()))
        .isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("sip-prot");
  }

  @Test
  void initWritesBothFilesOnceAndTheyAreValid() {
    String pair = directory.resolve("pair").toString();
    assertThat(run("init", "--local", pair)).isEqualTo(ExitStatus.DONE);
    assertThat(run("config", "check", pair + "/sips-a.ini")).isEqualTo(ExitStatus.DONE);
    assertThat(run("config", "check", pair + "/sips-b.ini")).isEqualTo(ExitStatus.DONE);
    assertThat(run("config", "check", pair + "/sips-a.ini", pair + "/sips-b.ini"))
        .isEqualTo(ExitStatus.DONE);

    assertThat(run("init", "--local", pair)).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString()).contains("exists already");
  }

  @Test
  void initForTwoHostsWritesWhatEachNeedsAndSaysWhatToCopy() throws IOException {
    String pair = directory.resolve("pair").toString();
    assertThat(run("init", "--hosts", "10.0.0.1,10.0.0.2", "--sip-address", "10.0.0.50", pair))
        .isEqualTo(ExitStatus.DONE);
    assertThat(run("config", "check", pair + "/sips-a.ini", pair + "/sips-b.ini"))
        .isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .contains("Copy to 10.0.0.1, into one directory: sips-a.ini, ha/sips-a.pem, ha/sips-a.key")
        .contains("Copy to 10.0.0.2, into one directory: sips-b.ini, ha/sips-b.pem, ha/sips-b.key")
        .contains("authority.key to a safe place");

    Path host = Files.createDirectory(directory.resolve("host"));
    for (String file :
        List.of("sips-b.ini", "ha/sips-b.pem", "ha/sips-b.key", "ha/authority.pem")) {
      Files.createDirectories(host.resolve("ha"));
      Files.copy(Path.of(pair, file), host.resolve(file));
    }
    assertThat(run("config", "check", host.resolve("sips-b.ini").toString()))
        .as(err.toString())
        .isEqualTo(ExitStatus.DONE);
  }

  @Test
  void certificatesAreRenewedAndItIsToldWhatIsNext() throws IOException {
    String pair = directory.resolve("pair").toString();
    run("init", "--hosts", "10.0.0.1,10.0.0.2", "--sip-address", "10.0.0.50", pair);
    out.getBuffer().setLength(0);
    assertThat(run("certificates", "renew", "--dir", pair)).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .contains("Renewed: " + pair + "/ha/sips-a.pem, valid until 20")
        .contains("Renewed: " + pair + "/ha/sips-b.pem, valid until 20")
        .contains("Copy to 10.0.0.1, in place of the certificate there: " + pair + "/ha/sips-a.pem")
        .contains("Copy to 10.0.0.2, in place of the certificate there: " + pair + "/ha/sips-b.pem")
        .contains("restart the backup", "sipha switchover");
    for (String server : List.of("sips-a", "sips-b")) {
      assertThat(Path.of(pair, "ha", server + ".pem.old")).exists();
      assertThat(run("config", "check", pair + "/" + server + ".ini")).isEqualTo(ExitStatus.DONE);
    }
  }

  @Test
  void certificatesOfOneHostAreRenewedWithTheKeyFromElsewhere() throws IOException {
    String pair = directory.resolve("pair").toString();
    run("init", "--local", pair);
    Path stick = directory.resolve("stick.key");
    Files.move(Path.of(pair, "ha/authority.key"), stick);
    Files.delete(Path.of(pair, "sips-b.ini"));
    String config = pair + "/sips-a.ini";

    assertThat(run("certificates", "renew", "--config", config)).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString())
        .contains("not at " + pair + "/ha/authority.key", "--authority-key FILE");
    assertThat(Path.of(pair, "ha/sips-a.pem.old")).doesNotExist();

    out.getBuffer().setLength(0);
    assertThat(
            run("certificates", "renew", "--config", config, "--authority-key", stick.toString()))
        .as(err.toString())
        .isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .contains("sips-a.pem", "renew its certificate there")
        .doesNotContain("sips-b.pem", "Copy to");
  }

  @Test
  void daysThatAreLeftAreShownForEachFile() {
    String pair = directory.resolve("pair").toString();
    run("init", "--local", pair);
    out.getBuffer().setLength(0);
    assertThat(run("certificates", "show", "--dir", pair)).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString())
        .contains("sips-a\n  [backup-sync] certificate CN=sips-a: 729 days left, until 20")
        .contains("sips-b\n  [backup-sync] certificate CN=sips-b: 729 days left, until 20")
        .contains("  [backup-sync] authority CN=sipha pair authority ", ": 3649 days left");
  }

  /** On two hosts each has its own key only, and still finds the other server. */
  @Test
  void commandsFindAServerWhoseCertificatesAreElsewhere() throws IOException {
    Path config = localPair(free(5));
    Files.delete(config.resolveSibling("ha/sips-b.key"));
    assertThat(run("status", "--dir", String.valueOf(config.getParent())))
        .isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(out.toString() + err).contains("sips-a", "sips-b", "reached");
  }

  @Test
  void aServerWithoutItsCertificateDoesNotStart() throws IOException {
    Path config = localPair(free(5));
    Files.delete(config.resolveSibling("ha/sips-a.key"));
    assertThat(run("server", "--config", config.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("[backup-sync] key = ha/sips-a.key: there is no file");
  }

  @Test
  void aFileAndAConfigurationServerExcludeEachOther() {
    run("server", "--config", "x", "-host", "127.0.0.1", "-port", "8888", "-app", "sips-a");
    assertThat(err.toString()).contains("--config FILE reads a file; -host, -port, -app");
  }

  @Test
  void aTrustThatCannotBeReadIsStatus78() {
    assertThat(
            run(
                "server",
                "-host",
                "127.0.0.1",
                "-port",
                "1",
                "-app",
                "a",
                "--config-trust",
                "gone.pem"))
        .isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString()).contains("--config-trust: there is no file gone.pem");
  }

  @Test
  void allProblemsOfAConfigurationAreReportedAtOnceWithStatus78() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("bad.ini"),
            "[TServer]\napplication-name = a\nserver-id = many\nsip-prot = 5060\n");
    assertThat(run("config", "check", file.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err.toString())
        .contains("server-id", "sip-prot", "did you mean sip-port?", "backup-sync");
    String report = err.toString();

    err.getBuffer().setLength(0);
    assertThat(run("server", "--config", file.toString())).isEqualTo(ExitStatus.CONFIGURATION);
    assertThat(err).hasToString(report);
    assertThat(directory).isDirectoryContaining("glob:**bad.ini");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "switchover"})
  void noServerReachedIsStatus69(String command) throws IOException {
    String config = localPair(free(5)).toString();
    assertThat(run(command, "--config", config)).isEqualTo(ExitStatus.UNAVAILABLE);
    assertThat(out.toString() + err).contains("sips-a", "sips-b", "reached");
  }

  @Test
  void promoteOfAPairNeedsToKnowWhichServer() throws IOException {
    Path config = localPair(free(5));
    String pair = String.valueOf(config.getParent());
    assertThat(run("promote", "--dir", pair)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("--server must name one of sips-a, sips-b");
    assertThat(run("promote", "--dir", pair, "--server", "sips-b"))
        .isEqualTo(ExitStatus.UNAVAILABLE);
  }

  @Test
  void portsInUseAtTheStartAreStatus69WithTheAddress() throws IOException {
    List<Integer> ports = free(5);
    Path config = localPair(ports);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int taken : List.of(ports.get(1), ports.get(3))) { // pages, HA connection
      try (ServerSocket stranger = new ServerSocket(taken, 1, loopback)) {
        err.getBuffer().setLength(0);
        assertThat(run("server", "--config", config.toString())).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(err.toString()).contains(String.valueOf(stranger.getLocalPort()));
      }
    }
    try (DatagramSocket stranger =
        new DatagramSocket(new InetSocketAddress(loopback, ports.get(0)))) {
      err.getBuffer().setLength(0);
      assertThat(run("server", "--config", config.toString())).isEqualTo(ExitStatus.UNAVAILABLE);
      assertThat(err.toString())
          .contains("127.0.0.1:" + stranger.getLocalPort(), "nobody holds", "pair.lock");
    }
  }

  /** Files of a pair with these ports: SIP, pages of both, HA connection of both. */
  private Path localPair(List<Integer> ports) throws IOException {
    Path pair = directory.resolve("pair");
    run("init", "--local", pair.toString());
    List<Integer> written = List.of(5060, 8080, 8081, 7101, 7102);
    for (String name : List.of("sips-a.ini", "sips-b.ini")) {
      String text = Files.readString(pair.resolve(name));
      for (int i = 0; i < written.size(); i++) {
        text =
            Pattern.compile("port = " + written.get(i) + "$", Pattern.MULTILINE)
                .matcher(text)
                .replaceAll("port = " + ports.get(i));
      }
      Files.writeString(pair.resolve(name), text);
    }
    return pair.resolve("sips-a.ini");
  }

  private static List<Integer> free(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }
}
