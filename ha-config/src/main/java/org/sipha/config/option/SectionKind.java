package org.sipha.config.option;

import java.util.Optional;

/** The kinds of sections (SPEC 6). */
public enum SectionKind {
  /** The server itself. */
  TSERVER("TServer", false, true, "The server itself: its name, addresses and behaviour."),
  /** The HA connection. */
  BACKUP_SYNC("backup-sync", false, true, "The HA connection to the other server of the pair."),
  /** Who may be primary. */
  ARBITER("arbiter", false, true, "Who decides which server may be primary."),
  /** The grid beyond the pair. */
  HAZELCAST(
      "hazelcast",
      false,
      false,
      "The grid beyond the pair, which keeps the calls for a double failure."),
  /** Logging. */
  LOG("log", false, false, "What is logged."),
  /** One DN; its number is in the section's name. */
  DN("dn:", true, false, "One section for each DN, NAME being its number."),
  /** One trunk; its name is in the section's name. */
  TRUNK("trunk:", true, false, "One section for each trunk.");

  private final String text;
  private final boolean named;
  private final boolean required;
  private final String description;

  SectionKind(String text, boolean named, boolean required, String description) {
    this.text = text;
    this.named = named;
    this.required = required;
    this.description = description;
  }

  /** The kind of the section with this name, in its exact spelling. */
  public static Optional<SectionKind> of(String sectionName) {
    for (SectionKind kind : values()) {
      if (kind.named ? sectionName.startsWith(kind.text) : sectionName.equals(kind.text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The fixed part of the name: {@code TServer}, {@code dn:}. */
  public String text() {
    return text;
  }

  /** Whether there may be many, each with a name of its own. */
  public boolean isNamed() {
    return named;
  }

  /** Whether every file has one. */
  public boolean isRequired() {
    return required;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }

  /** The section with this name of its own: {@code dn:} and {@code 1001} make {@code dn:1001}. */
  public String named(String name) {
    return text + name;
  }

  /** As people read it: {@code [TServer]}, {@code [dn:NAME]}. */
  @Override
  public String toString() {
    return "[" + text + (named ? "NAME" : "") + "]";
  }
}
