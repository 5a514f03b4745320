package org.sipha.dist;

/** The version of this product, as its build wrote it into the jar. */
public final class Version {
  /**
   * Counts the formats of what is kept: calls as they are replicated and records, epoch and cached
   * configuration as they stand in the data directory. Fields are only added within one number.
   */
  public static final int SCHEMA = 1;

  private Version() {}

  /** For example {@code 0.1.0}; {@code unpacked} for classes that were never packed. */
  public static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version;
  }
}
