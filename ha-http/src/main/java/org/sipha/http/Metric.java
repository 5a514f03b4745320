package org.sipha.http;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.sipha.core.node.Delays;

/** The one declaration of a metric: how it is called, what it means and where it comes from. */
sealed interface Metric {
  /**
   * As Prometheus shows it. The last word is the unit, a base unit, before the {@code _total} of a
   * counter. Before that, {@code _created}, {@code _bucket} and {@code _total} are reserved by the
   * format and would be cut off.
   */
  String name();

  /** What it is to Prometheus: {@code gauge}, {@code counter} or {@code histogram}. */
  String type();

  /** Names of its labels. */
  List<String> labels();

  /** What it counts or says, in a sentence that reads well as plain text and as Markdown. */
  String meaning();

  /**
   * One number, or one for each combination of labels.
   *
   * @param counts whether it only grows while the process lives
   * @param samples the numbers of a moment; none while they are unknown
   */
  record Numbers(
      String name,
      boolean counts,
      List<String> labels,
      String meaning,
      Function<Snapshot, List<Sample>> samples)
      implements Metric {
    @Override
    public String type() {
      return counts ? "counter" : "gauge";
    }
  }

  /** How long something took each time; counts while the process lives. */
  record Histogram(String name, String meaning, Function<Snapshot, Delays> delays)
      implements Metric {
    @Override
    public String type() {
      return "histogram";
    }

    @Override
    public List<String> labels() {
      return List.of();
    }
  }

  /**
   * A number.
   *
   * @param labels the values of the labels, in the order of their names
   */
  record Sample(List<String> labels, double value) {}

  static Metric gauge(String name, String meaning, ToDoubleFunction<Snapshot> value) {
    return one(name, false, meaning, value);
  }

  static Metric counter(String name, String meaning, ToDoubleFunction<Snapshot> value) {
    return one(name, true, meaning, value);
  }

  private static Metric one(
      String name, boolean counts, String meaning, ToDoubleFunction<Snapshot> value) {
    return new Numbers(
        name,
        counts,
        List.of(),
        meaning,
        s -> List.of(new Sample(List.of(), value.applyAsDouble(s))));
  }

  /** 1 while something holds, else 0. */
  static Metric flag(String name, String meaning, Predicate<Snapshot> holds) {
    return gauge(name, meaning, s -> bit(holds.test(s)));
  }

  /** A number that is not always known. */
  static Metric known(String name, String meaning, Function<Snapshot, OptionalInt> value) {
    return new Numbers(
        name,
        false,
        List.of(),
        meaning,
        s -> value.apply(s).stream().mapToObj(n -> new Sample(List.of(), n)).toList());
  }

  /** One number for each of several values of a label, all of them always there: 1 or 0. */
  static <E> Metric flags(
      String name, String label, String meaning, E[] values, Function<Snapshot, Set<E>> holding) {
    return labelled(
        name,
        List.of(label),
        meaning,
        s -> {
          Set<E> hold = holding.apply(s);
          return Arrays.stream(values)
              .map(value -> new Sample(List.of(value.toString()), bit(hold.contains(value))))
              .toList();
        });
  }

  /** Several numbers, told apart by labels. */
  static Metric labelled(
      String name, List<String> labels, String meaning, Function<Snapshot, List<Sample>> samples) {
    return new Numbers(name, false, labels, meaning, samples);
  }

  /** The same of a counter. */
  static Metric labelledCounter(
      String name, List<String> labels, String meaning, Function<Snapshot, List<Sample>> samples) {
    return new Numbers(name, true, labels, meaning, samples);
  }

  private static double bit(boolean value) {
    return value ? 1 : 0;
  }
}
