package org.sipha.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The figures of a run, in the order in which they were measured. */
public final class Results {
  private final List<Figure> figures = new ArrayList<>();

  /** No figures yet. */
  public Results() {}

  /** Those of a run that was written down. */
  public Results(List<Figure> figures) {
    this.figures.addAll(figures);
  }

  /** Those of several runs: of a figure that more than one has, the last one's, in its place. */
  public static Results of(List<Run> runs) {
    Results results = new Results();
    runs.forEach(run -> run.figures().forEach(results::put));
    return results;
  }

  private void put(Figure figure) {
    for (int i = 0; i < figures.size(); i++) {
      if (figures.get(i).isSameAs(figure)) {
        figures.set(i, figure);
        return;
      }
    }
    figures.add(figure);
  }

  /** Takes a figure, in place of an older one of the same name and subject, and prints it. */
  public void add(Figure figure) {
    put(figure);
    Print.line("  %-62s %-9s %s", figure.name(), figure.subject(), Print.number(figure));
  }

  /** All of them. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** The value of a figure, empty if it wasn't measured. */
  public OptionalDouble find(String name, String subject) {
    return figures.stream()
        .filter(figure -> figure.name().equals(name) && figure.subject().equals(subject))
        .mapToDouble(Figure::value)
        .findFirst();
  }
}
