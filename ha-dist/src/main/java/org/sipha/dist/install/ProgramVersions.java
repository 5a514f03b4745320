package org.sipha.dist.install;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/**
 * What a program says of itself when it is asked: {@code sipha version --json --config FILE}.
 *
 * @param product its version
 * @param protocolMin the oldest HA protocol that it speaks
 * @param protocolMax the newest one
 * @param schema number of the format of what it keeps
 * @param unsafeSettings hashes of the settings in which two servers of a pair must not differ;
 *     empty without a configuration
 * @param sharedSettings hashes of those in which they had better not differ
 */
public record ProgramVersions(
    String product,
    int protocolMin,
    int protocolMax,
    int schema,
    Map<String, String> unsafeSettings,
    Map<String, String> sharedSettings) {
  /** A Java that starts on a busy machine takes some seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Copies the maps. */
  public ProgramVersions {
    unsafeSettings = Map.copyOf(unsafeSettings);
    sharedSettings = Map.copyOf(sharedSettings);
  }

  /**
   * Asks a program, as a process of its own.
   *
   * @param program its {@code bin/sipha}
   * @param configuration a server's file, which is checked too
   * @throws CommandFailure with status 78 and the program's own words if it can't use the
   *     configuration
   * @throws IOException if it can't be started, fails, doesn't answer in 30 s or answers something
   *     else
   */
  public static ProgramVersions ask(Path program, Optional<Path> configuration)
      throws CommandFailure, IOException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "version", "--json"));
    configuration.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
    ProgramRun run = ProgramRun.of(command, LIMIT);
    if (run.exitStatus() == ExitStatus.CONFIGURATION) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, run.errors().strip());
    }
    if (run.exitStatus() != ExitStatus.DONE) {
      throw new IOException(
          String.join(" ", command)
              + " ended with status "
              + run.exitStatus()
              + ": "
              + run.errors().strip());
    }
    return parse(run.output());
  }

  /**
   * Reads what a program answered.
   *
   * @throws IOException if it is something else
   */
  public static ProgramVersions parse(String json) throws IOException {
    try {
      JsonObject answer = new JsonObject(json);
      JsonObject protocol = answer.getJsonObject("protocol");
      JsonObject server = answer.getJsonObject("server", new JsonObject());
      String product = answer.getString("product");
      if (protocol != null && product != null) {
        return new ProgramVersions(
            product,
            protocol.getInteger("min"),
            protocol.getInteger("max"),
            answer.getInteger("schema"),
            hashes(server, "unsafeSettings"),
            hashes(server, "sharedSettings"));
      }
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new IOException(notAnAnswer(json), e);
    }
    throw new IOException(notAnAnswer(json));
  }

  private static Map<String, String> hashes(JsonObject server, String name) {
    Map<String, String> hashes = new TreeMap<>();
    server
        .getJsonObject(name, new JsonObject())
        .forEach(setting -> hashes.put(setting.getKey(), (String) setting.getValue()));
    return hashes;
  }

  private static String notAnAnswer(String json) {
    String shown = json.strip();
    return "this is not what sipha version --json answers: "
        + (shown.length() > 200 ? shown.substring(0, 200) + "..." : shown);
  }

  /**
   * Why servers of these two can't run side by side, as a sentence; empty if they can. A setting
   * that only one of them knows is none that they could differ in.
   */
  public Optional<String> refuses(ProgramVersions other) {
    if (protocolMin > other.protocolMax || other.protocolMin > protocolMax) {
      return Optional.of(
          "sipha "
              + product
              + " speaks HA protocol "
              + protocols()
              + ", sipha "
              + other.product
              + " "
              + other.protocols()
              + ": they have none in common and can't run side by side");
    }
    List<String> different =
        unsafeSettings.entrySet().stream()
            .filter(
                mine -> {
                  String theirs = other.unsafeSettings.get(mine.getKey());
                  return theirs != null && !theirs.equals(mine.getValue());
                })
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return different.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the two servers would refuse each other, as they differ in "
                + String.join(", ", different)
                + ": make it equal in both configurations");
  }

  private String protocols() {
    return protocolMin == protocolMax
        ? Integer.toString(protocolMax)
        : protocolMin + " to " + protocolMax;
  }
}
