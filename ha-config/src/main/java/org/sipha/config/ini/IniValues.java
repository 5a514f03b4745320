package org.sipha.config.ini;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.convert.DisabledListDelimiterHandler;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.interpol.ConfigurationInterpolator;
import org.apache.commons.configuration2.interpol.InterpolatorSpecification;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;

/**
 * The values of a scanned file as commons-configuration2 reads them, with variables replaced.
 *
 * <p>The library never sees the file, only what {@link LineScanner} has accepted, written anew with
 * each value in double quotes: so it finds no comment, list or continuation of its own in them, and
 * takes the right {@code =} for the separator (in {@code contact = sip:x;t="a"} it would take the
 * second).
 *
 * <p>Variables are <code>${env:NAME}</code>, also with a default, <code>${env:NAME:-default}</code>
 * , and <code>${file:PATH}</code>, a file that holds nothing but the value. The library's other
 * lookups (system properties, scripts, DNS, URLs, and its own of files, which knows no directory to
 * start from) are off.
 */
public final class IniValues {
  private final Map<String, Map<String, String>> values;
  private final ConfigurationInterpolator variables;

  private IniValues(Map<String, Map<String, String>> values, ConfigurationInterpolator variables) {
    this.values = values;
    this.variables = variables;
  }

  /**
   * Reads the values of these entries.
   *
   * @param environment looks an environment variable up, null if it isn't set
   * @param files looks the value in a file up, null if it can't be had
   */
  public static IniValues read(
      List<Entry> entries,
      Function<String, @Nullable String> environment,
      Function<String, @Nullable String> files) {
    INIConfiguration ini = new INIConfiguration();
    ini.setListDelimiterHandler(new DisabledListDelimiterHandler());
    ini.setSeparatorUsedInInput("=");
    try {
      ini.read(new StringReader(rewritten(entries)));
    } catch (ConfigurationException | IOException e) {
      throw new IllegalStateException("commons-configuration2 refused what the scanner wrote", e);
    }
    Map<String, Map<String, String>> values = new HashMap<>();
    ImmutableNode root = ini.getNodeModel().getNodeHandler().getRootNode();
    for (ImmutableNode section : root.getChildren()) {
      Map<String, String> ofSection = new HashMap<>();
      section.forEach(node -> ofSection.put(node.getNodeName(), (String) node.getValue()));
      values.put(section.getNodeName(), ofSection);
    }
    return new IniValues(
        values,
        ConfigurationInterpolator.fromSpecification(
            new InterpolatorSpecification.Builder()
                .withPrefixLookup("env", environment::apply)
                .withPrefixLookup("file", files::apply)
                .create()));
  }

  /**
   * The value of an entry, with its variables replaced; empty if one of them isn't set or isn't of
   * these kinds.
   *
   * @throws IllegalArgumentException if the entry isn't one of those that were read
   */
  public Optional<String> of(Entry entry) {
    String value = values.getOrDefault(entry.section(), Map.of()).get(entry.name());
    if (value == null) {
      throw new IllegalArgumentException("not read: " + entry);
    }
    return value.contains("${") ? replaced(value) : Optional.of(value);
  }

  private Optional<String> replaced(String value) {
    try {
      String replaced = String.valueOf(variables.interpolate(value));
      return replaced.contains("${") ? Optional.empty() : Optional.of(replaced);
    } catch (IllegalStateException e) { // a variable that contains itself
      return Optional.empty();
    }
  }

  private static String rewritten(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Entry entry : entries) {
      if (!entry.section().equals(section)) {
        section = entry.section();
        text.append('[').append(section).append("]\n");
      }
      String escaped = entry.value().replace("\"", "\\\"");
      text.append(entry.name()).append(" = \"").append(escaped).append("\"\n");
    }
    return text.toString();
  }
}
