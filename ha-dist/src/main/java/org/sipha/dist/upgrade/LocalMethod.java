package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.install.Installation;
import org.sipha.dist.install.ProgramVersions;

/**
 * What the methods have in common whose servers are of this machine: versions side by side in an
 * {@link Installation}, and a link for each server.
 */
abstract class LocalMethod implements Method {
  private final Installation installation;
  private final Map<String, Path> configurations = new LinkedHashMap<>();
  private final JsonObject kept;

  LocalMethod(Installation installation, List<ServerSettings> servers, JsonObject kept) {
    this.installation = installation;
    servers.forEach(server -> configurations.put(server.applicationName(), server.file()));
    this.kept = kept.copy();
    configurations.keySet().forEach(node -> this.kept.getMap().putIfAbsent(node, new JsonObject()));
  }

  final Installation installation() {
    return installation;
  }

  final Path configuration(String node) {
    Path file = configurations.get(node);
    if (file == null) {
      throw new IllegalArgumentException(node + " is none of " + configurations.keySet());
    }
    return file;
  }

  final Path program(String node) {
    return installation.programOf(node);
  }

  final JsonObject keptOf(String node) {
    return kept.getJsonObject(node);
  }

  @Override
  public final ProgramVersions ask(String node, String version) throws CommandFailure, IOException {
    return installation.ask(node, version, configuration(node));
  }

  @Override
  public final List<String> adopt(String node, String version) throws CommandFailure, IOException {
    return installation.use(node, version, configuration(node));
  }

  @Override
  public final List<String> install(String node, String version)
      throws CommandFailure, IOException {
    return installation.use(node, version, configuration(node));
  }

  @Override
  public final JsonObject kept() {
    return kept.copy();
  }
}
