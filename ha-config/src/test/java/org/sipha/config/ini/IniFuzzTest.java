package org.sipha.config.ini;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the scanner accepts, commons-configuration2 reads the same; a failure prints its seed.
 */
class IniFuzzTest {
  private static final int SEEDS = 20_000;
  private static final String ALPHABET = "ab=[];:#\"'\\ \t\n\n${}.,%-1\u00e4\u00a0\u2028";

  @Test
  void valuesAreWhatTheScannerSaw() {
    int read = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      ScannedFile scanned = LineScanner.scan(likeIni(random).getBytes(StandardCharsets.UTF_8), "f");
      read += compare(seed, scanned);
    }
    assertThat(read).as("entries that were compared").isGreaterThan(SEEDS);
  }

  @Test
  void noBytesMakeItThrow() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      compare(seed, LineScanner.scan(bytes, "f"));
    }
  }

  @Test
  void everyShortValueIsReadAsItWasSeen() {
    String characters = "a;=\"'\\ ,\t$";
    int length = 4;
    int count = (int) Math.pow(characters.length(), length);
    for (int number = 0; number < count; number++) {
      StringBuilder value = new StringBuilder();
      for (int rest = number, i = 0; i < length; i++, rest /= characters.length()) {
        value.append(characters.charAt(rest % characters.length()));
      }
      String text = "[s]\nname = " + value + "\nend = e\n";
      compare(number, LineScanner.scan(text.getBytes(StandardCharsets.UTF_8), "f"));
    }
  }

  @Test
  void writerIsReadBackOrRefuses() {
    int written = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      String value = text(random, 12);
      String file;
      try {
        file = new IniWriter().section("s").entry("a", value).comment(value).toString();
      } catch (IllegalArgumentException e) {
        continue;
      }
      written++;
      List<Entry> entries = LineScanner.scan(file.getBytes(StandardCharsets.UTF_8), "f").entries();
      assertThat(entries)
          .as("seed %d", seed)
          .contains(new Entry(new Line("f", 2), "s", "a", value));
    }
    assertThat(written).isGreaterThan(SEEDS / 10);
  }

  private static int compare(int seed, ScannedFile scanned) {
    IniValues values =
        IniValues.read(
            scanned.entries(),
            new Variables(Map.<String, String>of()::get, Map.<String, String>of()::get));
    for (Entry entry : scanned.entries()) {
      if (!entry.value().contains("${")) {
        assertThat(values.of(entry)).as("seed %d", seed).contains(entry.value());
      } else {
        values.of(entry); // may be empty; must not throw
      }
    }
    return scanned.entries().size();
  }

  private static String likeIni(Random random) {
    StringBuilder text = new StringBuilder("[s]\n");
    for (int line = 0; line < 8; line++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append('[').append(text(random, 6)).append("]\n");
        case 1 -> text.append(text(random, 12)).append('\n');
        default ->
            text.append("k").append(line).append(" = ").append(text(random, 16)).append('\n');
      }
    }
    return text.toString();
  }

  private static String text(Random random, int maxLength) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(maxLength); i > 0; i--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
