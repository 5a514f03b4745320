package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.option.SampleFile;

/** No file makes the check throw: it is valid, or there is a report. A failure prints its seed. */
class ConfigurationFuzzTest {
  private static final int SEEDS = 1_000;
  private static final int INCLUDED = 9;
  private static final String ODD = "[]=;#\"'\\ \t\r\n$\u0000{}:@.-019eE\u00ff";

  @TempDir Path directory;

  @Test
  void randomEditsOfAValidFileNeverThrow() {
    TestFile file = new TestFile(directory);
    byte[] valid = SampleFile.text().getBytes(StandardCharsets.UTF_8);
    int accepted = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      accepted += read(seed, file, edited(valid, new Random(seed))) ? 1 : 0;
    }
    assertThat(accepted).as("files that stayed valid").isBetween(1, SEEDS - 1);
  }

  @Test
  void randomBytesNeverThrow() {
    TestFile file = new TestFile(directory);
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(500)];
      random.nextBytes(bytes);
      assertThat(read(seed, file, bytes)).isFalse();
    }
  }

  @Test
  void fileCutOffAnywhereNeverThrows() {
    TestFile file = new TestFile(directory);
    byte[] valid = file.text().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < valid.length; length++) {
      read(length, file, Arrays.copyOf(valid, length));
    }
  }

  /** Files that include one another at random: each value is that of the first file that has it. */
  @Test
  void randomIncludesNeverThrowAndTheIncludingFileWins() throws IOException {
    int followed = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Map<String, List<String>> includes = new HashMap<>();
      TestFile file = new TestFile(directory);
      for (int number = 1; number <= INCLUDED; number++) {
        write(number + ".ini", ports(number), random, includes);
      }
      write(file.path().getFileName().toString(), file.text(), random, includes);

      Outcome outcome = ConfigurationFile.read(file.path());

      if (outcome instanceof Outcome.Valid valid) {
        followed++;
        String winner = winner(file.path().getFileName().toString(), includes);
        assertThat(valid.settings().http().port())
            .as("seed %d", seed)
            .isEqualTo(winner == null ? 8080 : Integer.parseInt(winner.replace(".ini", "")));
      } else {
        assertThat(ProblemReport.text(TestFile.problems(outcome))).as("seed %d", seed).isNotEmpty();
      }
    }
    assertThat(followed).isBetween(SEEDS / 10, SEEDS - 1);
  }

  private static String ports(int number) {
    return number % 2 == 0 ? "[log]\n" : "[TServer]\nhttp-port = " + number + "\n";
  }

  private void write(String name, String text, Random random, Map<String, List<String>> includes)
      throws IOException {
    List<String> named = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      String other = (1 + random.nextInt(INCLUDED)) + ".ini";
      named.add(other);
      lines.append("include = ").append(other).append('\n');
    }
    includes.put(name, named);
    Files.writeString(directory.resolve(name), lines + text);
  }

  /** The file whose http-port counts: a file before what it includes, the last include first. */
  private static @Nullable String winner(String name, Map<String, List<String>> includes) {
    if (name.matches("[13579]\\.ini")) {
      return name;
    }
    List<String> named = includes.getOrDefault(name, List.of());
    for (int i = named.size() - 1; i >= 0; i--) {
      String winner = winner(named.get(i), includes);
      if (winner != null) {
        return winner;
      }
    }
    return null;
  }

  private static boolean read(int seed, TestFile file, byte[] content) {
    try {
      Outcome outcome = file.read(content);
      String report = ProblemReport.text(TestFile.problems(outcome));
      assertThat(outcome instanceof Outcome.Valid).as("seed %d", seed).isEqualTo(report.isEmpty());
      return report.isEmpty();
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] edited(byte[] valid, Random random) {
    byte[] edited = valid.clone();
    for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
      int at = random.nextInt(edited.length);
      int length = Math.min(random.nextInt(40), edited.length - at);
      int to = random.nextInt(edited.length - length + 1);
      switch (random.nextInt(3)) {
        case 0 -> edited[at] = (byte) ODD.charAt(random.nextInt(ODD.length()));
        case 1 -> System.arraycopy(edited, at, edited, to, length);
        default -> edited = Arrays.copyOf(edited, Math.max(1, edited.length - random.nextInt(200)));
      }
    }
    return edited;
  }
}
