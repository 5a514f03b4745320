package org.sipha.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the call detail records of a pair as an operator does. */
public final class DetailRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  private DetailRecords() {}

  /**
   * A record.
   *
   * @param from the caller's number
   * @param callerCallId Call-ID of the caller's leg
   * @param calleeCallId Call-ID of the callee's leg
   * @param answered whether the call was answered
   */
  public record DetailRecord(
      String id, String from, String callerCallId, String calleeCallId, boolean answered) {}

  /** What {@code sipha records} prints for the two servers of a pair on this host. */
  public static List<DetailRecord> merged(Pair pair) {
    List<String> arguments = new ArrayList<>(List.of("records"));
    for (Server server : pair.servers()) {
      Path data = server.data();
      if (Files.isDirectory(data.resolve("records"))) {
        arguments.add(data.toString());
      }
    }
    return ShellCommand.sipha(arguments.toArray(String[]::new))
        .orThrow()
        .output()
        .lines()
        // A record that a crash has cut off is counted in a line of its own.
        .filter(line -> line.startsWith("{"))
        .map(DetailRecords::read)
        .toList();
  }

  private static DetailRecord read(String line) {
    try {
      JsonNode record = JSON.readTree(line);
      return new DetailRecord(
          record.path("id").asText(),
          record.path("from").asText(),
          record.path("callerCallId").asText(),
          record.path("calleeCallId").asText(),
          !record.path("answered").isNull());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }
}
