package org.sipha.it.harness;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A version that was never released: the present one under another name and with something in it
 * that is wrong. What a server does that meets it is tested so, and the product needs no switch for
 * it.
 */
public final class OtherBuild {
  private final String version;
  private final Path directory;
  private final Path home;

  private OtherBuild(String version) {
    this.version = version;
    this.directory = Directories.fresh("build " + version);
    this.home = directory.resolve("sipha-" + version);
  }

  /** The present version, which calls itself {@code version}. */
  public static OtherBuild named(String version) {
    OtherBuild build = new OtherBuild(version);
    ShellCommand.run("cp", "-R", Build.present().home().toString(), build.home.toString())
        .orThrow();
    build.inJar("ha-dist", jar -> rename(jar.getPath("META-INF", "MANIFEST.MF"), version));
    return build;
  }

  private static void rename(Path file, String version) throws IOException {
    Manifest manifest = new Manifest(Files.newInputStream(file));
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
    try (OutputStream out = Files.newOutputStream(file)) {
      manifest.write(out);
    }
  }

  /**
   * Compiles one source of the present tree with another text in it.
   *
   * @param module its module, for example {@code ha-core}
   * @param name the full name of its class
   * @param old a regular expression, which must be found
   */
  public OtherBuild source(String module, String name, String old, String replacement) {
    String place = name.replace('.', '/');
    Path original = Path.of("..", module, "src/main/java", place + ".java");
    Path changed = directory.resolve("src").resolve(place + ".java");
    Path classes = directory.resolve("classes");
    try {
      Files.createDirectories(changed.getParent());
      Files.createDirectories(classes);
      Files.copy(original, changed, StandardCopyOption.REPLACE_EXISTING);
      replace(changed, old, replacement);
      compile(changed, classes);
      inJar(module, jar -> copy(classes, jar.getPath("/")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * Changes a text file of the tarball.
   *
   * @param old a regular expression, which must be found
   */
  public OtherBuild file(String name, String old, String replacement) {
    try {
      replace(home.resolve(name), old, replacement);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static void replace(Path file, String old, String replacement) throws IOException {
    String text = Files.readString(file);
    String changed = Pattern.compile(old, Pattern.MULTILINE).matcher(text).replaceAll(replacement);
    if (changed.equals(text)) {
      throw new IllegalStateException("nothing in " + file + " to replace: " + old);
    }
    Files.writeString(file, changed);
  }

  private void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", classPath());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      if (!compiled) {
        throw new IllegalStateException("can't compile " + source);
      }
    }
  }

  private String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      // What only the compiler needs, annotations for instance, isn't shipped.
      return Stream.concat(
              jars.map(Path::toString), Stream.of(System.getProperty("java.class.path")))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  @FunctionalInterface
  private interface Change {
    void apply(FileSystem jar) throws IOException;
  }

  private void inJar(String module, Change change) {
    String name = module + "-" + Build.present().version() + ".jar";
    try (FileSystem jar = FileSystems.newFileSystem(home.resolve("lib").resolve(name))) {
      change.apply(jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Packs it. */
  public Build pack() {
    Path tarball = directory.resolve(home.getFileName() + ".tar.gz");
    ShellCommand.run(
            "tar",
            "--use-compress-program=gzip -1",
            "-cf",
            tarball.toString(),
            "-C",
            directory.toString(),
            home.getFileName().toString())
        .orThrow();
    return new Build(version, tarball, home);
  }
}
