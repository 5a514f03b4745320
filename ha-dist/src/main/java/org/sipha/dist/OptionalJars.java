package org.sipha.dist;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars in {@code optional/NAME} of the tarball, which only a server opens whose configuration
 * asks for them. What they have in common with the program is in {@code lib} and there once.
 */
public final class OptionalJars {
  private final @Nullable Path root;

  OptionalJars(@Nullable Path root) {
    this.root = root;
  }

  /** Those beside this program. */
  public static OptionalJars ofThisProgram() {
    CodeSource source = OptionalJars.class.getProtectionDomain().getCodeSource();
    try {
      return new OptionalJars(
          source == null ? null : besideLib(Path.of(source.getLocation().toURI()).toRealPath()));
    } catch (URISyntaxException | IOException e) {
      return new OptionalJars(null);
    }
  }

  /** {@code HOME/optional} of {@code HOME/lib/NAME.jar}; null for a program in no tarball. */
  static @Nullable Path besideLib(Path jar) {
    Path lib = jar.getParent();
    return lib != null && lib.endsWith("lib") ? lib.resolveSibling("optional") : null;
  }

  /**
   * Makes the one implementation of a service that is there. The jars stay open as long as the
   * process runs.
   *
   * @param name of the directory
   * @param needed by what, for the operator, such as {@code [arbiter] type = etcd}
   * @throws CommandFailure if it isn't there
   */
  public <S> S load(String name, Class<S> service, String needed) throws CommandFailure {
    if (root == null) {
      throw missing(
          needed + " needs optional/" + name + " of the tarball: start the server from there");
    }
    Path directory = root.resolve(name);
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      return ServiceLoader.load(service, loader(name, jars))
          .findFirst()
          .orElseThrow(
              () ->
                  missing(
                      "%s needs jars that aren't in %s: unpack the whole tarball of this version"
                          .formatted(needed, directory)));
    } catch (IOException e) {
      throw missing(
          "%s needs the jars of %s: unpack the whole tarball of this version (%s)"
              .formatted(needed, directory, CommandFailure.reason(e)));
    }
  }

  private static ClassLoader loader(String name, List<Path> jars) throws MalformedURLException {
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars.get(i).toUri().toURL();
    }
    return new URLClassLoader("optional/" + name, urls, OptionalJars.class.getClassLoader());
  }

  private static CommandFailure missing(String text) {
    return new CommandFailure(ExitStatus.CONFIGURATION, text);
  }
}
