package org.sipha.config.ini;

/**
 * A line of a file.
 *
 * @param file as problems call it
 * @param number from 1; 0 for none, the file as a whole
 */
public record Line(String file, int number) {
  /** {@code /etc/sipha/sips-a.ini:7}. */
  @Override
  public String toString() {
    return number == 0 ? file : file + ":" + number;
  }
}
