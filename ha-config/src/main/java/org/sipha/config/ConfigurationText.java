package org.sipha.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ini.BadLine;
import org.sipha.config.ini.LineScanner;
import org.sipha.config.ini.ScannedFile;
import org.sipha.config.ini.Variables;

/**
 * All that a configuration consists of, read at one moment: its text, the files that it includes
 * and the values that stand in files of their own. So what is compared with a later look is what is
 * judged.
 */
public final class ConfigurationText {
  private final Path file;
  private final String name;
  private final byte[] content;
  private final ScannedFile scanned;
  private final Map<Path, byte[]> included;
  private final SecretFiles secrets;
  private final Variables variables;

  private ConfigurationText(
      byte[] content,
      Path file,
      String name,
      boolean mayInclude,
      Function<String, @Nullable String> environment) {
    this.file = file;
    this.name = name;
    this.content = content.clone();
    this.secrets = new SecretFiles(base());
    this.variables = new Variables(environment, secrets::value);
    ScannedFile own = LineScanner.scan(content, name);
    IncludedFiles includes = new IncludedFiles(variables);
    this.scanned = mayInclude ? includes.joined(own, file) : refused(own).over(own);
    this.included = includes.contents();
    scanned.entries().forEach(entry -> variables.replaced(entry.value())); // reads the secrets
  }

  /**
   * A file, with what it includes.
   *
   * @throws IOException if the file itself can't be read; the message completes its name. An
   *     included one that can't be read is a problem of its include.
   */
  public static ConfigurationText read(Path file) throws IOException {
    return read(file, System::getenv);
  }

  static ConfigurationText read(Path file, Function<String, @Nullable String> environment)
      throws IOException {
    return new ConfigurationText(
        ConfigurationFile.content(file), file, file.toString(), true, environment);
  }

  /**
   * The text that a configuration server gave; an include in it is a problem.
   *
   * @param file where it is kept: relative paths start at its directory
   * @param name what problems call it
   */
  public static ConfigurationText alone(byte[] content, Path file, String name) {
    return new ConfigurationText(content, file, name, false, System::getenv);
  }

  private static ScannedFile refused(ScannedFile own) {
    return ScannedFile.ofBadLines(
        own.includes().stream()
            .map(
                include ->
                    new BadLine(
                        include.line(),
                        null,
                        LineScanner.INCLUDE,
                        include.path(),
                        "only files can include files; a configuration server gives one text and puts its parts together itself"))
            .toList());
  }

  /** Where it is kept on this host. */
  Path file() {
    return file;
  }

  /** Where relative paths start. */
  Path base() {
    return file.toAbsolutePath().resolveSibling("");
  }

  /** What problems call it. */
  String name() {
    return name;
  }

  /** The text itself, without what it includes. */
  public byte[] content() {
    return content.clone();
  }

  /**
   * What each of its files holds: the file itself, then those that it includes; absolute paths.
   * Files that hold one value each, <code>${file:PATH}</code>, are not among them: they may be
   * secrets.
   */
  public Map<Path, byte[]> files() {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(file.toAbsolutePath().normalize(), content());
    included.forEach((path, bytes) -> files.put(path, bytes.clone()));
    return files;
  }

  ScannedFile scanned() {
    return scanned;
  }

  /** What stands for what in it; files are not read again. */
  Variables variables() {
    return variables;
  }

  /** Whether both say the same, in the same lines of the same files. */
  public boolean isLike(ConfigurationText other) {
    return scanned.equals(other.scanned) && secrets.areLike(other.secrets);
  }
}
