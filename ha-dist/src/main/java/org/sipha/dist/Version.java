package org.sipha.dist;

/** The version of this product, as its build wrote it into the jar. */
public final class Version {
  private Version() {}

  /** For example {@code 0.1.0}; {@code unpacked} for classes that were never packed. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version;
  }
}
