package org.sipha.config.ini;

import java.io.IOException;
import java.io.StringReader;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.convert.DisabledListDelimiterHandler;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * The values of a scanned file as commons-configuration2 reads them, with variables replaced.
 *
 * <p>The library never sees the file, only what {@link LineScanner} has accepted, written anew with
 * each value in double quotes: so it finds no comment, list or continuation of its own in them, and
 * takes the right {@code =} for the separator (in {@code contact = sip:x;t="a"} it would take the
 * second).
 */
public final class IniValues {
  private final Map<String, Map<String, String>> values;
  private final Variables variables;

  private IniValues(Map<String, Map<String, String>> values, Variables variables) {
    this.values = values;
    this.variables = variables;
  }

  /** Reads the values of these entries. */
  public static IniValues read(List<Entry> entries, Variables variables) {
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
    return new IniValues(values, variables);
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
    return variables.replaced(value);
  }

  /** Of one section there may be entries here and there, since it may stand in several files. */
  private static List<Entry> bySection(List<Entry> entries) {
    return entries.stream().sorted(Comparator.comparing(Entry::section)).toList();
  }

  private static String rewritten(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Entry entry : bySection(entries)) {
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
