package org.sipha.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownGoodTest {
  @TempDir Path directory;

  private LastKnownGood copy() {
    return new LastKnownGood(directory.resolve("made").resolve("sips-a.last-known-good.ini"));
  }

  @Test
  void theLastOneIsFoundAndOnlyItsOwnerCanReadIt() throws IOException {
    assertThat(copy().find()).isEmpty();

    copy().keep("one".getBytes(UTF_8));
    copy().keep("two".getBytes(UTF_8));

    LastKnownGood.Copy found = copy().find().orElseThrow();
    assertThat(new String(found.content(), UTF_8)).isEqualTo("two");
    assertThat(found.keptAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy().file())))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("made")).isDirectoryContaining(f -> f.equals(copy().file()));
    try (var files = Files.list(directory.resolve("made"))) {
      assertThat(files).containsExactly(copy().file());
    }
  }

  @Test
  void aFailureLeavesTheOneBefore() throws IOException {
    Path inTheWay = Files.createFile(directory.resolve("made"));
    assertThatThrownBy(() -> copy().keep(new byte[1])).isInstanceOf(IOException.class);
    Files.delete(inTheWay);

    Files.createDirectories(copy().file().resolve("full")); // can't be replaced by a file
    assertThatThrownBy(() -> copy().keep(new byte[1])).isInstanceOf(IOException.class);
    try (var files = Files.list(directory.resolve("made"))) {
      assertThat(files).containsExactly(copy().file());
    }
  }
}
