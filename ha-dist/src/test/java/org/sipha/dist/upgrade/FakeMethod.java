package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sipha.core.role.Role;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.ProgramVersions;

/** Stops and starts the servers of a {@link FakePair}, and minds the rules. */
final class FakeMethod implements Method {
  static final String CAN_USE_NOTHING = "0.0.1";

  final List<String> done = new ArrayList<>();
  final Map<String, ProgramVersions> programs = new HashMap<>();
  private final FakePair pair;
  Consumer<String> before = step -> {};
  Consumer<String> after = step -> {};

  FakeMethod(FakePair pair) {
    this.pair = pair;
  }

  private void step(String name, Runnable doing) {
    before.accept(name);
    doing.run();
    done.add(name);
    after.accept(name);
  }

  @Override
  public void prepare(Seen seen) {}

  @Override
  public void seen(Seen seen) {}

  @Override
  public ProgramVersions ask(String node, String version) throws CommandFailure {
    if (version.equals(CAN_USE_NOTHING)) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, node + ".ini:7: unknown option");
    }
    return programs.getOrDefault(version, speaks(version, 1, 1, Map.of()));
  }

  static ProgramVersions speaks(String version, int min, int max, Map<String, String> unsafe) {
    return new ProgramVersions(version, min, max, 1, unsafe, Map.of());
  }

  @Override
  public List<String> adopt(String node, String version) {
    return List.of();
  }

  @Override
  public void stop(String name, String next) throws IOException {
    FakeNode node = pair.node(name);
    if (node.isUp && node.role == Role.PRIMARY) {
      throw new AssertionError("a primary is stopped: " + done);
    }
    FakeNode peer = pair.peerOf(node);
    if (node.isUp && !(peer.isUp && peer.role == Role.PRIMARY)) {
      throw new AssertionError("nobody would be left: " + done);
    }
    step("stop " + name, () -> pair.end(node));
  }

  @Override
  public List<String> install(String name, String version) {
    FakeNode node = pair.node(name);
    if (node.isUp) {
      throw new AssertionError("it runs: " + done);
    }
    step("install " + name + " " + version, () -> node.installed = version);
    return List.of();
  }

  @Override
  public void start(String name, String version) {
    step("start " + name, () -> pair.start(pair.node(name)));
  }

  @Override
  public Optional<Boolean> isRunning(String node) {
    return Optional.of(pair.node(node).isUp);
  }

  @Override
  public String lastWords(String node) {
    return "can't open the port";
  }

  @Override
  public JsonObject kept() {
    return new JsonObject();
  }
}
