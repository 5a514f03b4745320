package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sipha.core.role.Role;

/** Two servers that behave as a pair does, without a process. */
final class FakePair implements AutoCloseable {
  /** What a version does when it is started. */
  enum Manner {
    WORKS,
    ENDS_AT_ONCE,
    FAILS_ITS_CHECK,
    IS_REFUSED
  }

  static final String OLD_MULTISITE_CALL = "00000000000000aa";

  final FakeNode a;
  final FakeNode b;
  final Map<String, Manner> manners = new HashMap<>();
  boolean refusesSwitchovers;

  FakePair(Path directory, String version) throws IOException {
    a = node(directory, "a", Role.PRIMARY, version);
    b = node(directory, "b", Role.BACKUP, version);
  }

  private FakeNode node(Path directory, String name, Role role, String version) throws IOException {
    Path data = Files.createDirectories(directory.resolve("data").resolve(name));
    return new FakeNode(this, name, role, version, data);
  }

  List<FakeNode> both() {
    return List.of(a, b);
  }

  FakeNode node(String name) {
    return name.equals("a") ? a : b;
  }

  FakeNode peerOf(FakeNode node) {
    return node == a ? b : a;
  }

  /** It ends: on command, or because it was killed. The backup takes over from a primary. */
  synchronized void end(FakeNode node) {
    boolean wasPrimary = node.isUp && node.role == Role.PRIMARY;
    node.isUp = false;
    node.role = Role.NONE;
    FakeNode peer = peerOf(node);
    if (wasPrimary && peer.isUp && peer.role == Role.BACKUP) {
      peer.role = Role.PRIMARY;
    }
  }

  synchronized void start(FakeNode node) {
    if (node.isUp) {
      return;
    }
    node.version = node.installed;
    node.failedCheck = Optional.empty();
    node.refusal = Optional.empty();
    node.isUp = true;
    FakeNode peer = peerOf(node);
    boolean alone = !peer.isUp || peer.role != Role.PRIMARY;
    switch (manners.getOrDefault(node.version, Manner.WORKS)) {
      case WORKS -> node.role = alone ? Role.PRIMARY : Role.BACKUP;
      case ENDS_AT_ONCE -> node.isUp = false;
      case FAILS_ITS_CHECK -> node.failedCheck = Optional.of("3 MB are free, 50 are needed");
      case IS_REFUSED -> node.refusal = Optional.of("no common protocol version");
    }
    if (node.role == Role.BACKUP) {
      node.calls.clear();
      node.calls.addAll(peer.calls);
      node.calls.remove(OLD_MULTISITE_CALL); // isn't sent by synchronization (SPEC 2)
    }
  }

  synchronized void switchOver(boolean force, BiConsumer<Integer, JsonObject> answer) {
    boolean ready =
        a.isUp && b.isUp && a.blockers.isEmpty() && b.blockers.isEmpty() && a.role != b.role;
    if (refusesSwitchovers || (!ready && !force)) {
      JsonArray blockers = new JsonArray();
      a.blockers.forEach(
          r ->
              blockers.add(
                  new JsonObject().put("node", "a").put("code", r.code()).put("text", r.text())));
      answer.accept(
          412,
          new JsonObject()
              .put("result", "refused")
              .put("text", "not ready")
              .put("blockers", blockers));
      return;
    }
    Role ofA = a.role;
    a.role = b.role;
    b.role = ofA;
    if (force) {
      both().forEach(node -> node.blockers.clear());
    }
    answer.accept(200, new JsonObject().put("result", "done").put("text", ""));
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}
