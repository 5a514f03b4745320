package org.sipha.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A valid configuration, to be spoiled by tests. */
final class TestFile {
  private final Path file;
  private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

  TestFile(Path directory) {
    this.file = directory.resolve("sips-a.ini");
    set("TServer", "application-name", "sips-a");
    set("TServer", "server-id", "1");
    set("TServer", "sip-address", "127.0.0.1");
    set("TServer", "data-directory", "data/sips-a");
    set("backup-sync", "address", "127.0.0.1");
    set("backup-sync", "port", "7101");
    set("backup-sync", "peer-address", "127.0.0.1");
    set("backup-sync", "peer-port", "7102");
    set("backup-sync", "tls", "off");
    set("arbiter", "type", "file");
    set("arbiter", "lock-file", "pair.lock");
  }

  TestFile set(String section, String option, String value) {
    sections.computeIfAbsent(section, s -> new LinkedHashMap<>()).put(option, value);
    return this;
  }

  TestFile remove(String section, String option) {
    sections.getOrDefault(section, Map.of()).remove(option);
    return this;
  }

  TestFile removeSection(String section) {
    sections.remove(section);
    return this;
  }

  TestFile renameSection(String section, String name) {
    sections.put(name, sections.remove(section));
    return this;
  }

  Path path() {
    return file;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (section, options) -> {
          text.append('[').append(section).append("]\n");
          options.forEach((name, value) -> text.append(name + " = " + value + "\n"));
        });
    return text.toString();
  }

  Outcome read() {
    return read(text());
  }

  Outcome read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  Outcome read(byte[] content) {
    return read(content, Map.of());
  }

  Outcome read(byte[] content, Map<String, String> environment) {
    return read(content, environment, Instant.now());
  }

  /** As if it were that late. */
  Outcome readAt(Instant now) {
    return read(text().getBytes(StandardCharsets.UTF_8), Map.of(), now);
  }

  private Outcome read(byte[] content, Map<String, String> environment, Instant now) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ConfigurationFile.read(file, environment::get, now);
  }

  /** The settings, of a file that must be valid. */
  ServerSettings settings() {
    return settings(read());
  }

  static ServerSettings settings(Outcome outcome) {
    if (outcome instanceof Outcome.Valid valid) {
      return valid.settings();
    }
    throw new AssertionError("not valid:\n" + ProblemReport.text(problems(outcome)));
  }

  /** The problems of what was read, none if it is valid. */
  static List<Problem> problems(Outcome outcome) {
    return outcome instanceof Outcome.Invalid invalid ? invalid.problems() : List.of();
  }

  /** Problems as the operator reads them, without the name of the file. */
  List<String> problems() {
    return lines(problems(read()));
  }

  /** Warnings as the operator reads them, without the name of the file. */
  List<String> warnings() {
    return lines(read().warnings());
  }

  List<String> problemsOf(String text) {
    return lines(problems(read(text)));
  }

  List<String> lines(List<Problem> problems) {
    return problems.stream().map(ProblemReport::line).map(this::withoutFile).toList();
  }

  private String withoutFile(String line) {
    return line.substring(file.toString().length() + 1).strip();
  }

  /** The only one of a list, null if there is none; more than one fails. */
  static @Nullable String only(List<String> lines) {
    if (lines.size() > 1) {
      throw new AssertionError("more than one:\n" + String.join("\n", lines));
    }
    return lines.isEmpty() ? null : lines.get(0);
  }
}
