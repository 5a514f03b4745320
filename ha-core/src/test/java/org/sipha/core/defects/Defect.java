package org.sipha.core.defects;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mistake that somebody could make in the core, as a text to replace. Each has a file of its own
 * in {@code src/test/defects}:
 *
 * <pre>
 * What the mistake means, in a sentence.
 * in sync/Tombstones.java
 * replace
 * text that occurs once in that file, however it is broken into lines
 * by
 * another text, or nothing
 * </pre>
 *
 * @param name the name of its file
 * @param meaning what is wrong then
 * @param file below {@code org/sipha/core}
 */
record Defect(String name, String meaning, String file, String old, String replacement) {
  private static final Path SOURCES = Path.of("src/main/java/org/sipha/core");
  private static final Path DEFECTS = Path.of("src/test/defects");
  private static final String SUFFIX = ".defect";
  private static final Pattern FORM =
      Pattern.compile("(.+)\\nin (\\S+)\\nreplace\\n(.+?)\\nby\\n(.*)", Pattern.DOTALL);
  private static final Pattern TOKEN = Pattern.compile("\\w+|\\S");

  /** All that are under version control, by name. */
  static List<Defect> all() {
    try (Stream<Path> files = Files.list(DEFECTS)) {
      return files.sorted().map(Defect::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Defect read(Path path) {
    String name = path.getFileName().toString().replace(SUFFIX, "");
    Matcher form = FORM.matcher(text(path));
    if (!form.matches()) {
      throw new IllegalArgumentException(path + " has not the form that Defect describes");
    }
    return new Defect(name, form.group(1), form.group(2), form.group(3), form.group(4).strip());
  }

  Path source() {
    return SOURCES.resolve(file);
  }

  /** The source with the mistake in it. */
  String brokenSource() {
    Pattern pattern =
        TOKEN
            .matcher(old)
            .results()
            .map(MatchResult::group)
            .map(Pattern::quote)
            .collect(Collectors.collectingAndThen(Collectors.joining("\\s*"), Pattern::compile));
    String source = text(source());
    long found = pattern.matcher(source).results().count();
    if (found != 1) {
      throw new AssertionError(
          "the defect "
              + name
              + " doesn't apply any more: its old text occurs "
              + found
              + " times in "
              + file
              + "; write down the same mistake for the source as it is now");
    }
    return pattern.matcher(source).replaceFirst(Matcher.quoteReplacement(replacement));
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
