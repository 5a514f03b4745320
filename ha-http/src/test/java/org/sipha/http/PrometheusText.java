package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of Prometheus' text format, version 0.0.4: what a Prometheus forgives fails here.
 */
final class PrometheusText {
  private static final Pattern HELP = Pattern.compile("# HELP ([a-z_]+) (\\S.*)");
  private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_]+) (gauge|counter|histogram)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z_]+)(?:\\{(.+)})? (NaN|[+-]?Inf|-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\\\n]|\\\\[\"\\\\n])*)\"(,|$)");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private Family last = new Family("", "");

  /** The samples under one name, by their labels and values as text: {@code {role=primary}}. */
  static final class Family {
    final String name;
    final String help;
    String type = "";
    final Map<String, Double> samples = new LinkedHashMap<>();
    final Map<Double, Double> buckets = new TreeMap<>();
    final List<List<String>> labels = new ArrayList<>();

    private Family(String name, String help) {
      this.name = name;
      this.help = help;
    }

    /** The value of the only sample. */
    double value() {
      assertThat(samples).as(name).hasSize(1);
      return samples.values().iterator().next();
    }
  }

  private PrometheusText() {}

  /** The families of a text, by name, in their order. */
  static Map<String, Family> parsed(String text) {
    assertThat(text).endsWith("\n");
    PrometheusText reader = new PrometheusText();
    text.lines().forEach(reader::line);
    reader.families.values().forEach(PrometheusText::assertWhole);
    return reader.families;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      last = new Family(help.group(1), help.group(2));
      assertThat(families.put(last.name, last)).as("again: " + line).isNull();
    } else if (type.matches()) {
      assertThat(type.group(1)).as(line).isEqualTo(last.name);
      assertThat(last.type + last.samples).as("late: " + line).isEqualTo("{}");
      last.type = type.group(2);
    } else {
      assertThat(sample.matches()).as("not understood: " + line).isTrue();
      assertThat(last.type).as("without a type: " + line).isNotEmpty();
      sample(sample.group(1), labels(sample.group(2)), number(sample.group(3)));
    }
  }

  private void sample(String name, Map<String, String> labels, double value) {
    if (last.type.equals("histogram") && name.equals(last.name + "_bucket")) {
      assertThat(last.buckets.put(number(labels.get("le")), value)).as(name + labels).isNull();
      return;
    }
    boolean ofHistogram =
        last.type.equals("histogram") && List.of("_sum", "_count").contains(suffix(name));
    assertThat(ofHistogram || name.equals(last.name)).as(name + " under " + last.name).isTrue();
    last.labels.add(List.copyOf(labels.keySet()));
    String key = (ofHistogram ? suffix(name) : "") + labels;
    assertThat(last.samples.put(key, value)).as("twice: " + name + labels).isNull();
  }

  private String suffix(String name) {
    return name.startsWith(last.name) ? name.substring(last.name.length()) : "";
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (text != null) {
      Matcher label = LABEL.matcher(text);
      int end = 0;
      while (label.find() && label.start() == end) {
        String value =
            label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
        assertThat(labels.put(label.group(1), value)).as(text).isNull();
        end = label.end();
      }
      assertThat(end).as("labels " + text).isEqualTo(text.length());
    }
    return labels;
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private static void assertWhole(Family family) {
    assertThat(family.samples).as(family.name).isNotEmpty();
    if (family.type.equals("histogram")) {
      assertThat(List.copyOf(family.buckets.values())).as(family.name).isSorted();
      assertThat(family.buckets.get(Double.POSITIVE_INFINITY))
          .as(family.name)
          .isEqualTo(family.samples.get("_count{}"));
      assertThat(family.samples).as(family.name).containsOnlyKeys("_count{}", "_sum{}");
    }
  }
}
