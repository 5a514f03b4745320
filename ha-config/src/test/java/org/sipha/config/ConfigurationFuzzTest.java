package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.option.SampleFile;

/** No file makes the check throw: it is valid, or there is a report. A failure prints its seed. */
class ConfigurationFuzzTest {
  private static final int SEEDS = 1_000;
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
