package org.sipha.config.option;

import org.sipha.config.ini.IniWriter;

/**
 * The commented sample file, {@code conf/sipha.ini.sample} of the tarball. It is a valid
 * configuration of a server.
 */
public final class SampleFile {
  private SampleFile() {}

  /** The whole file. */
  public static String text() {
    IniWriter ini =
        new IniWriter()
            .comment("The configuration of one server of a pair, with every option there is.")
            .comment(
                "Options that are commented out show their default, or an example if they have"
                    + " none. In the other server's file application-name, server-id, http-port,"
                    + " data-directory, the ports of [backup-sync] (turned round) and maybe"
                    + " ha-preferred-role are different; the rest should be equal.")
            .comment("Check a file with: sipha config check FILE")
            .comment(
                "A comment begins with ; or # at the beginning of a line, or with a semicolon"
                    + " between blanks after a value. ${env:NAME} in a value is replaced by a"
                    + " variable of the environment.");
    for (SectionKind kind : SectionKind.values()) {
      ini.section(exampleName(kind)).comment(kind.description());
      OptionCatalogue.options(kind).forEach(option -> write(ini, option));
    }
    return ini.toString();
  }

  private static String exampleName(SectionKind kind) {
    return switch (kind) {
      case DN -> kind.named("1001");
      case TRUNK -> kind.named("west");
      case TSERVER, BACKUP_SYNC, ARBITER, HAZELCAST, LOG -> kind.text();
    };
  }

  private static void write(IniWriter ini, Option<?> option) {
    ini.blankLine()
        .comment(option.description())
        .comment("Valid: " + option.type().valid() + ". " + presence(option));
    if (option.inSample()) {
      ini.entry(option.name(), option.example());
    } else {
      ini.disabledEntry(option.name(), option.example());
    }
  }

  private static String presence(Option<?> option) {
    String effect = " Takes effect " + option.effect() + ".";
    if (option.required()) {
      return "Required." + effect;
    }
    return (option.defaultText() == null ? "No default." : "Default: " + option.defaultText() + ".")
        + effect;
  }
}
