package org.sipha.bench;

import static org.sipha.bench.Figure.KAMAILIO;
import static org.sipha.bench.Figure.SIPHA;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** A run's figures as tables: side by side, and against the targets. In Markdown. */
public final class Summary {
  private final Results results;

  /** Of these. */
  public Summary(Results results) {
    this.results = results;
  }

  /** Each figure of both, and their ratio. */
  public String figures() {
    Set<String> names = new LinkedHashSet<>();
    results.figures().forEach(figure -> names.add(figure.name()));
    StringBuilder table =
        new StringBuilder("| | this server | Kamailio | ratio |\n|---|--:|--:|--:|\n");
    for (String name : names) {
      List<Figure> both =
          results.figures().stream().filter(figure -> figure.name().equals(name)).toList();
      OptionalDouble own = results.find(name, SIPHA);
      OptionalDouble other = results.find(name, KAMAILIO);
      String ratio =
          own.isPresent() && other.isPresent() && other.getAsDouble() != 0
              ? Print.number(own.getAsDouble() / other.getAsDouble())
              : "";
      table.append(
          "| %s | %s | %s | %s |\n".formatted(name, of(SIPHA, both), of(KAMAILIO, both), ratio));
    }
    return table.toString();
  }

  private static String of(String subject, List<Figure> figures) {
    return figures.stream()
        .filter(figure -> figure.subject().equals(subject))
        .map(figure -> Print.number(figure).strip())
        .findFirst()
        .orElse("");
  }

  /** Which targets are met. */
  public String targets() {
    StringBuilder table = new StringBuilder("| target | limit | reached | |\n|---|--:|--:|---|\n");
    for (Target target : Target.all(results)) {
      OptionalDouble reached = target.value().apply(results);
      String verdict =
          reached.isEmpty()
              ? "not measured"
              : target.isMetBy(reached.getAsDouble()) ? "met" : "**missed**";
      table.append(
          "| %s | %s %s | %s | %s |\n"
              .formatted(
                  target.text(),
                  target.isUpper() ? "at most" : "at least",
                  Print.number(target.limit()),
                  reached.isPresent() ? Print.number(reached.getAsDouble()) : "",
                  verdict));
    }
    return table.toString();
  }
}
