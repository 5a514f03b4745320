package org.sipha.config.option;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The reference page {@code docs/options.md}, in Markdown. */
public final class ReferencePage {
  private static final String INTRODUCTION =
      """
      # Options

      A server reads its options from one INI file. `sipha config check FILE` reports everything that is wrong with one; a \
      server doesn't start with a file that isn't valid (exit status 78). This page is made from the option catalogue \
      (`OptionCatalogue` in `ha-config`).

      ## How a file is written

      - `[section]`, `name = value`, blank lines, and comments: lines that begin with `;` or `#`.
      - After a value a comment begins at a semicolon between blanks: `sip-port = 5060   ; why`. The semicolons of \
      `sip:x@h;transport=tcp` and of `sip:x@h ;transport=tcp` belong to the value. In `"double quotes"` everything does.
      - A value that ends with a blank and `\\` goes on in the next line.
      - `${env:NAME}` in a value is replaced by the variable of the environment, `${env:NAME:-default}` also where it isn't \
      set; `${file:PATH}` by what the file holds, one line, for secrets.
      - `include = FILE` before the first section brings another file in; what the including file says wins over what it \
      includes ([configuration.md](configuration.md#several-files)).
      - Sections and options stand in a file once. Names are spelled exactly as here. Relative paths start at the directory \
      of the file that the server is started with. UTF-8, at most 1 MB.
      - Numbers are written without their unit: `500`, not `500ms`.
      - *Compared*: the two servers compare the option when they meet. Where it *must be equal* a difference refuses the HA \
      connection; where it *should be equal* it is a warning in the status.
      """;

  private ReferencePage() {}

  /** The whole page. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (SectionKind kind : SectionKind.values()) {
      page.append("\n## `").append(kind).append("`\n\n").append(kind.description());
      page.append(kind.isRequired() ? " Required.\n" : "\n");
      page.append(
          "\n| Option | Valid | Default | Takes effect | Compared | |\n|---|---|---|---|---|---|\n");
      OptionCatalogue.options(kind).forEach(option -> page.append(row(option)));
    }
    page.append("\n## Known names without use here\n\n");
    page.append(
        "Accepted with a warning, so that a file that was carried over doesn't stop a server.\n");
    page.append("\n| Option | Instead |\n|---|---|\n");
    for (KnownName known : KnownName.all()) {
      String name = known.section() + " " + known.name();
      page.append(row(List.of("`" + name + "`", escaped(known.instead()))));
    }
    return page.toString();
  }

  private static String row(Option<?> option) {
    String defaultText = option.defaultText();
    String otherwise = option.required() ? "*required*" : "none";
    return row(
        List.of(
            "`" + option.name() + "`",
            escaped(option.type().valid()),
            defaultText == null ? otherwise : "`" + defaultText + "`",
            option.effect().toString(),
            compared(option.comparison()),
            escaped(option.description())));
  }

  private static String compared(Comparison comparison) {
    return switch (comparison) {
      case NONE -> "";
      case SHARED -> "should be equal";
      case UNSAFE -> "must be equal";
    };
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String escaped(String text) {
    return Arrays.stream(text.split(""))
        .map(c -> "|*_<[".contains(c) && !c.isEmpty() ? "\\" + c : c)
        .collect(Collectors.joining());
  }
}
