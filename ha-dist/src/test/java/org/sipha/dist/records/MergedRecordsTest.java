package org.sipha.dist.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.dist.records.RecordSamples.INVITED;
import static org.sipha.dist.records.RecordSamples.answered;
import static org.sipha.dist.records.RecordSamples.unanswered;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.call.CallDetailRecord;

class MergedRecordsTest {
  @TempDir Path directory;

  private Path server(String name, CallDetailRecord... ended) throws IOException {
    Path records = Files.createDirectories(directory.resolve(name).resolve("records"));
    List<String> lines = List.of(ended).stream().map(RecordJson::line).toList();
    Files.write(records.resolve("records-00000001.jsonl"), lines);
    return directory.resolve(name);
  }

  private static List<JsonObject> merged(Path... servers) throws IOException {
    MergedRecords records = new MergedRecords();
    for (Path server : servers) {
      records.add(server);
    }
    return records.lines().stream().map(JsonObject::new).toList();
  }

  @Test
  void callsStandInTheOrderOfTheirEnds() throws IOException {
    Path a = server("a", answered(1, INVITED + 9_000, 1), answered(2, INVITED + 2_000, 1));
    Path b = server("b", answered(3, INVITED + 5_000, 2));
    assertThat(merged(a, b))
        .extracting(ended -> ended.getString("id").charAt(15))
        .containsExactly('2', '3', '1');
  }

  @Test
  void aCallThatBothServersWroteIsOneAndNamesBoth() throws IOException {
    Path a = server("a", answered(1, INVITED + 5_000, 1));
    Path b = server("b", answered(1, INVITED + 5_400, 2));
    for (List<JsonObject> merged : List.of(merged(a, b), merged(b, a))) {
      assertThat(merged).hasSize(1);
      assertThat(merged.get(0).getString("ended")).endsWith("25.400Z");
      assertThat(merged.get(0).getJsonArray("servers")).containsExactlyInAnyOrder(1, 2);
    }
  }

  @Test
  void theServerThatKnowsOfTheAnswerIsBelieved() throws IOException {
    Path a = server("a", answered(1, INVITED + 5_000, 1));
    Path b = server("b", unanswered(1, INVITED + 9_000, 1, 2));
    assertThat(merged(a, b)).isEqualTo(merged(b, a));
    assertThat(merged(a, b).get(0).getString("answered")).isNotNull();
  }

  @Test
  void aFieldThatThisVersionDoesNotKnowIsPrinted() throws IOException {
    Path a = server("a");
    Files.writeString(
        a.resolve("records/records-00000001.jsonl"),
        "{\"id\":\"1\",\"ended\":\"x\",\"servers\":[],\"new\":5}\n");
    assertThat(merged(a).get(0).getInteger("new")).isEqualTo(5);
  }

  @Test
  void linesThatAreNoRecordsAreCounted() throws IOException {
    Path a = server("a", answered(1, INVITED, 1));
    Files.write(
        a.resolve("records/records-00000002.jsonl"),
        "\u0000\u0000\n[]\n{}\n{\"id\":3}\n{\"id\":\"1\",\"ended\":\"".getBytes("ISO-8859-1"));
    MergedRecords records = new MergedRecords();
    assertThat(records.add(a)).isEqualTo(2);
    assertThat(records.lines()).hasSize(1);
    assertThat(records.damaged()).isEqualTo(5);
    assertThat(new JsonArray(records.lines().toString())).hasSize(1);
  }
}
