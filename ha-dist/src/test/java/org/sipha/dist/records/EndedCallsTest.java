package org.sipha.dist.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reasons of ended calls, out of the files of their records. */
class EndedCallsTest {
  @TempDir Path dataDirectory;

  private void write(String file, String content, Instant when) throws IOException {
    Path records = Files.createDirectories(dataDirectory.resolve("records"));
    Path written = Files.writeString(records.resolve(file), content);
    Files.setLastModifiedTime(written, FileTime.from(when));
  }

  @Test
  void thoseThatAreAskedForAreFoundInFilesThatAreNewEnough() throws IOException {
    Instant began = Instant.parse("2026-11-30T10:00:00Z");
    write(
        "records-00000001.jsonl",
        "{\"id\":\"1\",\"reason\":\"cancelled\"}\n",
        began.minusSeconds(60));
    write(
        "records-00000002.jsonl",
        """
        {"id":"2","reason":"caller-hung-up"}
        {"id":"3","reason":"callee-hung-up"}
        {"id":"4","rea""",
        began.plusSeconds(60));
    assertThat(EndedCalls.reasons(dataDirectory, Set.of("1", "2", "4"), began))
        .isEqualTo(Map.of("2", "caller-hung-up"));
    assertThat(EndedCalls.reasons(dataDirectory.resolve("none"), Set.of("1"), began)).isEmpty();
  }
}
