package org.sipha.dist.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings;
import org.sipha.core.link.Protocol;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha version}. */
@Command(
    name = "version",
    optionListHeading = "%nOptions:%n",
    description = {
      "Show the versions of sipha: the product, the HA protocol that its servers speak, the format of what they keep, and"
          + " the Java that runs it.",
      "",
      "Two servers may run side by side if their protocols have a version in common."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "As JSON, for programs.")
  boolean json;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "With --json: check this configuration too (78 if it can't be used), and tell the hash of each setting that the"
              + " two servers of a pair compare.")
  @Nullable Path config;

  @Override
  public Integer call() throws CommandFailure {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson().encodePrettily());
    } else {
      out.println("sipha " + Version.text() + ", Java " + Runtime.version());
      out.println("HA protocol " + protocolVersions() + ", data schema " + Version.SCHEMA);
    }
    return ExitStatus.DONE;
  }

  private JsonObject asJson() throws CommandFailure {
    JsonObject versions =
        new JsonObject()
            .put("product", Version.text())
            .put("java", Runtime.version().toString())
            .put("protocol", new JsonObject().put("min", Protocol.min()).put("max", Protocol.max()))
            .put("schema", Version.SCHEMA);
    if (config != null) {
      versions.put("server", compared(Where.settings(config)));
    }
    return versions;
  }

  private static JsonObject compared(ServerSettings server) {
    return new JsonObject()
        .put("name", server.applicationName())
        .put("unsafeSettings", sorted(server.shared().unsafe()))
        .put("sharedSettings", sorted(server.shared().shared()));
  }

  private static JsonObject sorted(Map<String, String> hashes) {
    JsonObject object = new JsonObject();
    new TreeMap<>(hashes).forEach(object::put);
    return object;
  }

  private static String protocolVersions() {
    return Protocol.min() == Protocol.max()
        ? Integer.toString(Protocol.max())
        : Protocol.min() + " to " + Protocol.max();
  }
}
