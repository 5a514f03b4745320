package org.sipha.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A running {@code sipha upgrade}, and what it writes down of itself. */
public final class Upgrade implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** It goes up to six steps for each server, with the limits of an operator. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Home home;
  private final Path output;
  private final Program program;

  /**
   * A step that is under way.
   *
   * @param node empty if it is both servers'
   */
  public record Step(String name, String node) {
    @Override
    public String toString() {
      return node.isEmpty() ? name : name + " of " + node;
    }
  }

  private Upgrade(Home home, Path output, Program program) {
    this.home = home;
    this.output = output;
    this.program = program;
  }

  /**
   * Starts it for a pair.
   *
   * @param arguments what it shall do, for example {@code --to}, {@code 0.2.0}
   */
  public static Upgrade start(Home home, Pair pair, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(home.sipha().toString(), "upgrade"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", pair.directory().toString()));
    Path output = Directories.fresh("upgrade").resolve("output");
    return new Upgrade(
        home,
        output,
        LocalProgram.start(command, Map.of("SIPHA_JAVA_OPTS", PairSetup.JAVA_OPTIONS), output));
  }

  /** Runs it to its end. */
  public static ShellCommand run(Home home, Pair pair, String... arguments) {
    try (Upgrade upgrade = start(home, pair, arguments)) {
      return upgrade.awaitEnd();
    }
  }

  /** Waits until it has ended. */
  public ShellCommand awaitEnd() {
    int status =
        program
            .awaitExit(LIMIT)
            .orElseThrow(() -> new AssertionError("still runs after " + LIMIT + "\n" + output()));
    return new ShellCommand(List.of("sipha", "upgrade"), status, output());
  }

  /** Waits until it says something. */
  public void awaitOutput(String text, Duration limit) {
    Await.until(
        limit,
        "it says: " + text,
        () -> output().contains(text) || !program.isAlive(),
        this::output);
    if (!output().contains(text)) {
      throw new AssertionError("ended without saying: " + text + "\n" + output());
    }
  }

  /**
   * Waits until it is at a step, or has ended without one.
   *
   * @return whether it is
   */
  public boolean awaitStep(Step step, Duration limit) {
    Await.until(
        limit,
        "it is at " + step,
        () -> step().equals(Optional.of(step)) || !program.isAlive(),
        this::output);
    return program.isAlive();
  }

  /** The step that is under way. */
  public Optional<Step> step() {
    for (JsonNode step : document(home).path("steps")) {
      String state = step.path("state").asText();
      if (state.equals("running") || state.equals("waiting")) {
        return Optional.of(new Step(step.path("name").asText(), step.path("node").asText("")));
      }
    }
    return Optional.empty();
  }

  /** The document of the last upgrade as the state file has it; missing before the first one. */
  public static JsonNode document(Home home) {
    try {
      return JSON.readTree(Files.readString(home.state())).path("document");
    } catch (NoSuchFileException none) {
      return MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + home.state(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it with SIGKILL. */
  public void kill9() {
    program.signal("KILL");
    program.awaitExit(Duration.ofSeconds(10));
  }

  /** All that it has printed. */
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (program.isAlive()) {
      kill9();
    }
  }
}
