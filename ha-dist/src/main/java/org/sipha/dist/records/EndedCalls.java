package org.sipha.dist.records;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Why calls have ended, for those that ask about a few of many. */
public final class EndedCalls {
  /** Two file times and a clock needn't agree to the second. */
  private static final int SLACK_SECONDS = 2;

  private EndedCalls() {}

  /**
   * The reasons in a server's call detail records.
   *
   * @param dataDirectory of the server
   * @param ids of the calls in question
   * @param since files that were last written before aren't read
   * @return the reason by the id, for those calls that have a record
   * @throws IOException if a file can't be read
   */
  public static Map<String, String> reasons(Path dataDirectory, Set<String> ids, Instant since)
      throws IOException {
    Map<String, String> reasons = new HashMap<>();
    for (Path file : RecordFiles.in(dataDirectory.resolve(RecordWriter.DIRECTORY))) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(since.minusSeconds(SLACK_SECONDS))) {
        continue;
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          add(line, ids, reasons);
        }
      }
    }
    return reasons;
  }

  private static void add(String line, Set<String> ids, Map<String, String> reasons) {
    try {
      JsonObject ended = new JsonObject(line);
      if (ended.getValue(RecordJson.ID) instanceof String id && ids.contains(id)) {
        reasons.put(id, String.valueOf(ended.getValue(RecordJson.REASON)));
      }
    } catch (DecodeException e) {
      // A line that is being written, or that a crash has cut off: no record yet.
    }
  }
}
