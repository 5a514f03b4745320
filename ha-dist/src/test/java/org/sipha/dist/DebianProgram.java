package org.sipha.dist;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A program of others that a test runs. */
public final class DebianProgram {
  private DebianProgram() {}

  /** Skips the calling test where the program isn't; in a continuous build that is a failure. */
  public static void require(String program, String debianPackage) {
    String missing = program + " isn't there (Debian: apt-get install " + debianPackage + ")";
    boolean installed = Files.isExecutable(Path.of(program));
    if (!installed && System.getenv("CI") != null) {
      throw new AssertionError(missing);
    }
    Assumptions.assumeTrue(installed, missing);
  }
}
