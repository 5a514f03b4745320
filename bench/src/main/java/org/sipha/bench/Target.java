package org.sipha.bench;

import static org.sipha.bench.Figure.KAMAILIO;
import static org.sipha.bench.Figure.SIPHA;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What is to be reached.
 *
 * @param text in words
 * @param value what was reached, empty if it wasn't measured
 * @param limit the worst value that meets it
 * @param isUpper whether less is better
 */
public record Target(
    String text, Function<Results, OptionalDouble> value, double limit, boolean isUpper) {
  private static final String CPU_ALONE = "CPU per call, alone";
  private static final String CPU_REPLICATING = "CPU per call, replicating";

  /** Whether a value meets it. */
  public boolean isMetBy(double reached) {
    return isUpper ? reached <= limit : reached >= limit;
  }

  /** All targets, in the order of the figures. */
  public static List<Target> all(Results results) {
    List<Target> all = new ArrayList<>();
    all.add(
        atMost(
            0.5,
            "CPU per call alone, against Kamailio's alone",
            ratio(CPU_ALONE, SIPHA, CPU_ALONE, KAMAILIO)));
    all.add(
        atMost(
            0.4,
            "CPU per call replicating, against Kamailio's replicating",
            ratio(CPU_REPLICATING, SIPHA, CPU_REPLICATING, KAMAILIO)));
    all.add(
        atMost(
            1.25,
            "CPU per call replicating, against alone",
            ratio(CPU_REPLICATING, SIPHA, CPU_ALONE, SIPHA)));
    all.add(
        atMost(
            1,
            "milliseconds that answer protection adds to set-up p99",
            difference("set-up p99, replicating, answers protected", "set-up p99, replicating")));
    all.add(atMost(1_600, "bytes per held call, primary", value("memory per held call, primary")));
    all.add(atMost(900, "bytes per held call, backup", value("memory per held call, backup")));
    addOfEach(all, results, "synchronization against its floor", 1.05, name -> value(name));
    addOfEach(
        all,
        results,
        "set-up p99 during synchronization",
        1.2,
        name -> ratio(name, SIPHA, name.replace(" during ", " before "), SIPHA));
    addOfEach(all, results, "failed calls", 0, name -> value(name));
    addOfEach(all, results, "calls too many after", 0, name -> value(name));
    addOfEach(
        all,
        results,
        "level after a cut",
        2,
        name -> difference(name, name.replace("level ", "floor ")));
    addOfEach(all, results, "kill to the first answer", 1_000, name -> value(name), ", median");
    all.add(
        new Target(
            "sustained rate replicating, against Kamailio's",
            ratio("sustained rate, replicating", SIPHA, "sustained rate, replicating", KAMAILIO),
            1,
            false));
    all.add(
        new Target(
            "goodput at 150 % of capacity, against the best",
            ratio("goodput at 150 %", SIPHA, "goodput, best", SIPHA), 0.9, false));
    all.add(atMost(0, "calls up that an overload ends", value("calls up that 150 % has ended")));
    return all;
  }

  private static void addOfEach(
      List<Target> all,
      Results results,
      String prefix,
      double limit,
      Function<String, Function<Results, OptionalDouble>> value) {
    addOfEach(all, results, prefix, limit, value, "");
  }

  private static void addOfEach(
      List<Target> all,
      Results results,
      String prefix,
      double limit,
      Function<String, Function<Results, OptionalDouble>> value,
      String suffix) {
    results.figures().stream()
        .filter(figure -> figure.subject().equals(SIPHA))
        .map(Figure::name)
        .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
        .forEach(name -> all.add(atMost(limit, name, value.apply(name))));
  }

  private static Target atMost(double limit, String text, Function<Results, OptionalDouble> value) {
    return new Target(text, value, limit, true);
  }

  private static Function<Results, OptionalDouble> value(String name) {
    return results -> results.find(name, SIPHA);
  }

  private static Function<Results, OptionalDouble> ratio(
      String name, String subject, String toName, String toSubject) {
    return results -> {
      OptionalDouble one = results.find(name, subject);
      OptionalDouble other = results.find(toName, toSubject);
      return one.isPresent() && other.isPresent()
          ? OptionalDouble.of(one.getAsDouble() / other.getAsDouble())
          : OptionalDouble.empty();
    };
  }

  private static Function<Results, OptionalDouble> difference(String name, String minus) {
    return results -> {
      OptionalDouble one = results.find(name, SIPHA);
      OptionalDouble other = results.find(minus, SIPHA);
      return one.isPresent() && other.isPresent()
          ? OptionalDouble.of(one.getAsDouble() - other.getAsDouble())
          : OptionalDouble.empty();
    };
  }
}
