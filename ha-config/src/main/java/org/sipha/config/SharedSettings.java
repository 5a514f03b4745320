package org.sipha.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sipha.config.option.Comparison;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.option.SectionKind;
import org.sipha.config.type.Secret;

/**
 * What the two servers of a pair compare in the handshake: a hash for each setting, by the name an
 * operator knows, such as {@code [TServer] sip-port}. All DNs have one hash together, and all
 * trunks, because a DN that only one server has would otherwise go unnoticed (names that only one
 * knows aren't compared).
 *
 * @param unsafe a difference refuses the connection
 * @param shared a difference is a warning
 */
public record SharedSettings(Map<String, String> unsafe, Map<String, String> shared) {
  private static final int HASH_BYTES = 8; // to notice slips, not attacks

  /** Copies the maps. */
  public SharedSettings {
    unsafe = Map.copyOf(unsafe);
    shared = Map.copyOf(shared);
  }

  static SharedSettings of(CheckedFile file) {
    return new SharedSettings(hashes(file, Comparison.UNSAFE), hashes(file, Comparison.SHARED));
  }

  private static Map<String, String> hashes(CheckedFile file, Comparison comparison) {
    Map<String, String> hashes = new TreeMap<>();
    for (SectionKind kind : SectionKind.values()) {
      List<Option<?>> options =
          OptionCatalogue.options(kind).stream()
              .filter(option -> option.comparison() == comparison)
              .toList();
      if (!kind.isNamed()) {
        SectionValues section = file.single(kind);
        options.forEach(option -> hashes.put(option.toString(), hash(text(section, option))));
      } else if (!options.isEmpty()) {
        hashes.put(kind.toString(), hash(text(file, kind, options)));
      }
    }
    return hashes;
  }

  /** All sections of a kind, whatever their order in the file. */
  private static String text(CheckedFile file, SectionKind kind, List<Option<?>> options) {
    Map<String, String> sections = new TreeMap<>();
    for (SectionValues section : file.sections(kind)) {
      StringBuilder text = new StringBuilder();
      options.forEach(option -> text.append(text(section, option)).append('\n'));
      sections.put(section.name(), text.toString());
    }
    return sections.toString();
  }

  /** The typed value, so that {@code 1.5} and {@code 1.50} are equal. */
  private static String text(SectionValues section, Option<?> option) {
    return section
        .find(option)
        .map(value -> value instanceof Secret secret ? secret.text() : value.toString())
        .orElse("");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
