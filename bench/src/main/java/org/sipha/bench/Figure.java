package org.sipha.bench;

/**
 * One measured number.
 *
 * @param name what was measured; the same for each subject
 * @param subject of what: {@link #SIPHA} or {@link #KAMAILIO}
 * @param value the number
 * @param unit its unit
 */
public record Figure(String name, String subject, double value, String unit) {
  /** This product. */
  public static final String SIPHA = "sipha";

  /** What it is compared with. */
  public static final String KAMAILIO = "kamailio";

  /** Whether it measures the same of the same. */
  boolean isSameAs(Figure other) {
    return name.equals(other.name) && subject.equals(other.subject);
  }
}
