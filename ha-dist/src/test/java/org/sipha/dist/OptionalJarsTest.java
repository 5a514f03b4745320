package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionalJarsTest {
  @TempDir Path home;

  /** What an optional jar implements. */
  public interface Greeting extends Supplier<String> {}

  /** Is moved into a jar. */
  public static final class Hello implements Greeting {
    @Override
    public String get() {
      return "hello";
    }
  }

  @Test
  void implementationComesFromTheJarsOfItsDirectory() throws Exception {
    Path lib = Files.createDirectories(home.resolve("lib"));
    jar(Files.createDirectories(home.resolve("optional/greeting")).resolve("hello.jar"));

    OptionalJars optional = new OptionalJars(OptionalJars.besideLib(lib.resolve("program.jar")));

    assertThat(optional.load("greeting", Greeting.class, "[x] y = z").get()).isEqualTo("hello");
  }

  @Test
  void directoryThatIsMissingOrEmptyIsNamedWithWhatNeedsIt() throws IOException {
    OptionalJars optional = new OptionalJars(home);

    assertThat(refusal(optional))
        .contains("[x] y = z needs the jars of " + home.resolve("greeting"), "whole tarball");
    Files.createDirectories(home.resolve("greeting"));
    assertThat(refusal(optional)).contains("aren't in " + home.resolve("greeting"));
  }

  @Test
  void programThatIsInNoTarballHasNone() {
    assertThat(refusal(OptionalJars.ofThisProgram()))
        .isEqualTo("[x] y = z needs optional/greeting of the tarball: start the server from there");
  }

  private static String refusal(OptionalJars optional) {
    CommandFailure failure =
        catchThrowableOfType(
            CommandFailure.class, () -> optional.load("greeting", Greeting.class, "[x] y = z"));
    assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION);
    return failure.text();
  }

  private static void jar(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new ZipEntry("META-INF/services/" + Greeting.class.getName()));
      jar.write(Hello.class.getName().getBytes(StandardCharsets.UTF_8));
    }
  }
}
