package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.sipha.it.harness.NodeHttp.Answer;

/** What a server measures, as it tells Prometheus. */
public final class Metrics {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sipha_\\w+)` \\| (.*)$");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) \\w+$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+(?:\\{.*})?) (\\S+)$");

  private final Set<String> names;
  private final Map<String, Double> samples = new HashMap<>();

  private Metrics(String text) {
    names = new TreeSet<>(TYPE.matcher(text).results().map(type -> type.group(1)).toList());
    for (MatchResult sample : SAMPLE.matcher(text).results().toList()) {
      samples.put(sample.group(1), Double.valueOf(sample.group(2)));
    }
  }

  /** Asks a server. */
  public static Metrics of(Server server) {
    Answer answer = server.http().get("/metrics");
    if (answer.status() != 200) {
      throw new AssertionError("GET /metrics: " + answer);
    }
    return new Metrics(answer.text());
  }

  /** The names of the metrics that the reference page promises of every server at any time. */
  public static List<String> promised() {
    try {
      return ROW.matcher(Files.readString(PAGE))
          .results()
          .filter(row -> !row.group(2).contains("Absent"))
          .map(row -> row.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the metrics that are there. */
  public Set<String> names() {
    return names;
  }

  /** The value of a sample, written as in the answer: {@code sipha_role{role="primary"}}. */
  public double value(String sample) {
    Double value = samples.get(sample);
    if (value == null) {
      throw new AssertionError("no " + sample + " in " + samples.keySet());
    }
    return value;
  }
}
