package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Home;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PreviousRelease;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Upgrade;
import org.sipha.it.lab.Lab.End;

/**
 * A pair on two hosts, which {@code sipha upgrade} reaches by HTTP alone: what has to be done on a
 * host is done by hooks.
 */
@Tag("upgrades")
@EnabledIfSystemProperty(named = "sipha.soak", matches = "upgrades")
class UpgradeOnTwoHostsStory {
  private static final int CALLS = 100;
  private static final Duration READY = Duration.ofMinutes(1);

  @Test
  void thePairGoesToTheOldVersionAndBackByHooksAndNoCallNotices() throws IOException {
    Build old = PreviousRelease.require();
    Build young = Build.present();
    Home home = new Home();
    home.install(old).orThrow();
    home.install(young).orThrow();
    try (LabStage stage = LabStage.open(new NamespaceLab())) {
      Pair pair = stage.pair();
      HeldCalls held = stage.held(End.A);
      List<HeldCall> calls = held.setUp(CALLS, Scene.BRISK);
      try (SippLoad load = stage.load(End.A, LabSize.CALLS_PER_SECOND);
          Hooks hooks = new Hooks(pair, List.of(old, young))) {
        pair.awaitReady(READY);
        for (Build to : List.of(old, young)) {
          ShellCommand upgrade = hooks.upgrade(home, to).orThrow();
          assertThat(upgrade.output()).contains("carried");
          pair.awaitReady(READY);
          for (Server server : pair.servers()) {
            assertThat(server.http().status().version()).isEqualTo(to.version());
          }
          held.holdAndResume(calls, Side.CALLER, Scene.BRISK);
        }
        SippLoad.Report report = load.stop();
        Figures.print("there and back on two hosts", report.toString());
        assertThat(report.failed()).as(report.errors()).isZero();
      }
      held.end(calls, Side.CALLEE, Scene.BRISK);
    }
  }

  /** Programs that ask this test to do what an administrator would do on a host. */
  private static final class Hooks implements AutoCloseable {
    private static final String ASK =
        """
        #!/bin/sh
        exec curl -sS --fail-with-body -X POST "http://127.0.0.1:%d/${0##*/}/$SIPHA_NODE/$SIPHA_TO"
        """;

    private final Path directory = Directories.fresh("hooks");
    private final Pair pair;
    private final List<Build> builds;
    private final HttpServer server;

    Hooks(Pair pair, List<Build> builds) throws IOException {
      this.pair = pair;
      this.builds = builds;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
      for (String hook : List.of("check", "stop", "install", "start")) {
        Path file = directory.resolve(hook);
        Files.writeString(file, ASK.formatted(server.getAddress().getPort()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }

    ShellCommand upgrade(Home home, Build to) {
      return Upgrade.run(
          home, pair, "--to", to.version(), "--with", "hooks", "--hooks", directory.toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
      String[] words = exchange.getRequestURI().getPath().split("/", -1);
      byte[] said = carryOut(words[1], words[2], words[3]).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, said.length == 0 ? -1 : said.length);
      exchange.getResponseBody().write(said);
      exchange.close();
    }

    private String carryOut(String hook, String node, String version) {
      Server of =
          pair.servers().stream()
              .filter(each -> each.name().equals(node))
              .findFirst()
              .orElseThrow();
      Stream<Build> wanted = builds.stream().filter(build -> build.version().equals(version));
      Path program = wanted.findFirst().orElseThrow().sipha();
      switch (hook) {
        case "check" -> {
          String file = of.config().toString();
          return ShellCommand.run(program.toString(), "version", "--json", "--config", file)
              .orThrow()
              .output();
        }
        case "stop" -> of.stop();
        case "install" -> of.run(program);
        case "start" -> of.start();
        default -> throw new IllegalArgumentException(hook);
      }
      return "";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
