package org.sipha.dist.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.dist.records.RecordSamples.INVITED;
import static org.sipha.dist.records.RecordSamples.answered;
import static org.sipha.dist.records.RecordSamples.unanswered;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.call.CallDetailRecord;

/** What is on disk, and what was said of it. */
class RecordWriterTest {
  @TempDir Path data;
  private final List<String> told = new CopyOnWriteArrayList<>();

  private RecordWriter writer(int maxBytes, int maxFiles) {
    return new RecordWriter(data, maxBytes, maxFiles, (code, text) -> told.add(code + ": " + text));
  }

  private static boolean write(RecordWriter writer, CallDetailRecord ended) throws Exception {
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    writer.write(ended, written::complete);
    return written.get(10, TimeUnit.SECONDS);
  }

  private List<Path> files() throws IOException {
    return RecordFiles.in(data.resolve("records"));
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files()) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  @Test
  void aRecordIsOneLineOfJsonAndOnDiskWhenItIsSaidToBe() throws Exception {
    try (RecordWriter writer = writer(1_000_000, 2)) {
      assertThat(write(writer, answered(7, INVITED + 61_500, 1, 2))).isTrue();
      assertThat(lines())
          .containsExactly(
              "{\"id\":\"0000102000000007\",\"from\":\"1001\",\"to\":\"9\\\"\u00fc\","
                  + "\"callerPlace\":\"dn:1001\",\"calleePlace\":\"trunk:west\","
                  + "\"callerCallId\":\"a@x\",\"calleeCallId\":\"b@x\",\"multisite\":true,"
                  + "\"invited\":\"2026-09-21T14:13:20.000Z\","
                  + "\"answered\":\"2026-09-21T14:13:21.000Z\","
                  + "\"ended\":\"2026-09-21T14:14:21.500Z\",\"durationMillis\":60500,"
                  + "\"reason\":\"caller-hung-up\",\"status\":null,\"servers\":[1,2]}");
    }
  }

  @Test
  void aCallThatWasNeverAnsweredHasNoTimeOfAnswer() throws Exception {
    try (RecordWriter writer = writer(1_000_000, 2)) {
      write(writer, unanswered(7, INVITED + 1, 1));
      assertThat(lines().get(0)).contains("\"answered\":null", "\"durationMillis\":0");
    }
  }

  @Test
  void aFullFileIsFollowedByAnotherAndTheOldestGoes() throws Exception {
    try (RecordWriter writer = writer(1_000, 3)) {
      for (int i = 0; i < 20; i++) {
        write(writer, answered(i, INVITED + i, 1));
      }
    }
    assertThat(files()).hasSize(3).last().asString().endsWith("records-00000007.jsonl");
    assertThat(lines()).last().asString().contains("0000102000000013");
    for (Path file : files()) {
      assertThat(Files.size(file)).isLessThan(1_000 + 500);
    }
  }

  @Test
  void aNewProcessGoesOnWithTheNewestFileAndRespectsALineThatWasCutOff() throws Exception {
    try (RecordWriter writer = writer(1_000_000, 2)) {
      write(writer, answered(1, INVITED + 1, 1));
    }
    Path file = files().get(0);
    byte[] half = "{\"id\":\"00".getBytes(StandardCharsets.UTF_8);
    Files.write(file, half, StandardOpenOption.APPEND);
    try (RecordWriter writer = writer(1_000_000, 2)) {
      write(writer, answered(2, INVITED + 2, 1));
    }
    assertThat(files()).containsExactly(file);
    MergedRecords merged = new MergedRecords();
    merged.add(data);
    assertThat(merged.lines()).hasSize(2);
    assertThat(merged.damaged()).isEqualTo(1);
  }

  @Test
  void whatTheDiskDoesNotTakeIsSaidAtOnceAndWrittenWhenItTakesTheNext() throws Exception {
    Path inTheWay = Files.writeString(data.resolve("records"), "not a directory");
    try (RecordWriter writer = writer(1_000_000, 2)) {
      assertThat(write(writer, answered(1, INVITED + 1, 1))).isFalse();
      assertThat(write(writer, answered(3, INVITED + 1, 1))).isFalse();
      assertThat(told).hasSize(1);
      assertThat(told.get(0)).startsWith("records-not-written: ").contains(inTheWay.toString());
      Files.delete(inTheWay);
      assertThat(write(writer, answered(2, INVITED + 2, 1))).isTrue();
      assertThat(lines()).hasSize(3);
      assertThat(told).hasSize(2).last().asString().startsWith("records-written: ");
    }
  }

  @Test
  void closingWritesWhatWasGivenBefore() throws Exception {
    RecordWriter writer = writer(1_000_000, 2);
    for (int i = 0; i < 1_000; i++) {
      writer.write(answered(i, INVITED + i, 1), written -> {});
    }
    writer.close();
    assertThat(lines()).hasSize(1_000);
  }

  @Test
  void aDirectoryThatIsNotThereHoldsNoRecords() throws Exception {
    assertThat(new MergedRecords().add(data.resolve("nowhere"))).isZero();
  }

  @Test
  void noOtherFileIsReadOrDeleted() throws Exception {
    Path records = Files.createDirectories(data.resolve("records"));
    Files.writeString(records.resolve("notes.txt"), "mine");
    try (RecordWriter writer = writer(1, 2)) {
      for (int i = 0; i < 5; i++) {
        write(writer, answered(i, INVITED + i, 1));
      }
    }
    try (Stream<Path> all = Files.list(records)) {
      assertThat(all).hasSize(3).contains(records.resolve("notes.txt"));
    }
  }
}
