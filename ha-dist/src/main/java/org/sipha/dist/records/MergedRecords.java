package org.sipha.dist.records;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of several servers as one list, each call once. Of two records of one call the one
 * that knows more wins: that of the answer, else the later end; the servers of both are named.
 */
public final class MergedRecords {
  private final Map<String, JsonObject> byId = new HashMap<>();
  private long damaged;

  /**
   * Adds what a server has written.
   *
   * @param directory its data directory, or the directory of the records in it
   * @return how many files there were
   * @throws IOException if a file can't be read; the message names it
   */
  public int add(Path directory) throws IOException {
    Path inside = directory.resolve(RecordWriter.DIRECTORY);
    List<Path> files = RecordFiles.in(Files.isDirectory(inside) ? inside : directory);
    for (Path file : files) {
      addFile(file);
    }
    return files.size();
  }

  private void addFile(Path file) throws IOException {
    // Not a strict reader: bytes that a crash left behind make a damaged line, and no more.
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        addLine(line);
      }
    }
  }

  private void addLine(String line) {
    JsonObject ended = parsed(line);
    if (ended == null) {
      damaged++;
    } else {
      byId.merge(ended.getString(RecordJson.ID), ended, MergedRecords::merged);
    }
  }

  /** Null if the line isn't a record. */
  private static @Nullable JsonObject parsed(String line) {
    try {
      JsonObject ended = new JsonObject(line);
      boolean isWhole =
          ended.getValue(RecordJson.ID) instanceof String
              && ended.getValue(RecordJson.ENDED) instanceof String
              && ended.getValue(RecordJson.SERVERS) instanceof JsonArray;
      return isWhole ? ended : null;
    } catch (DecodeException e) {
      return null;
    }
  }

  private static JsonObject merged(JsonObject one, JsonObject other) {
    boolean answered = isAnswered(one);
    boolean oneWins =
        answered == isAnswered(other) ? ended(one).compareTo(ended(other)) >= 0 : answered;
    JsonObject winner = oneWins ? one : other;
    Set<Object> servers = new LinkedHashSet<>();
    one.getJsonArray(RecordJson.SERVERS).forEach(servers::add);
    other.getJsonArray(RecordJson.SERVERS).forEach(servers::add);
    return winner.put(RecordJson.SERVERS, new JsonArray(new ArrayList<>(servers)));
  }

  private static boolean isAnswered(JsonObject ended) {
    return ended.getValue(RecordJson.ANSWERED) != null;
  }

  private static String ended(JsonObject record) {
    return record.getString(RecordJson.ENDED);
  }

  /** Each call as a line of JSON, in the order in which they ended. */
  public List<String> lines() {
    return byId.values().stream()
        .sorted(
            Comparator.comparing(MergedRecords::ended)
                .thenComparing(ended -> ended.getString(RecordJson.ID)))
        .map(JsonObject::encode)
        .toList();
  }

  /** Lines that could not be read, such as one that a crash has cut off. */
  public long damaged() {
    return damaged;
  }
}
