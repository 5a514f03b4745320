package org.sipha.sip.registrar;

/**
 * What a telephone hears that registers.
 *
 * @param realm {@code sip-realm}: what its password is for (RFC 3261 22.1)
 * @param sha256 {@code sip-digest-sha256}: whether SHA-256 is offered before MD5
 * @param minExpiresSeconds {@code sip-min-expires}: a briefer registration is refused, 1 to 3,600
 *     (RFC 3261 10.3 allows no more)
 * @param maxExpiresSeconds {@code sip-max-expires}: a longer one is shortened
 */
public record RegistrarSettings(
    String realm, boolean sha256, int minExpiresSeconds, int maxExpiresSeconds) {
  /** For a pair without a name of its own. */
  public static final RegistrarSettings DEFAULT = new RegistrarSettings("pair", true, 60, 3_600);

  /** Checks what would make nonsense. */
  public RegistrarSettings {
    boolean inOrder = minExpiresSeconds >= 1 && minExpiresSeconds <= maxExpiresSeconds;
    if (realm.isEmpty() || realm.indexOf('"') >= 0 || !inOrder || minExpiresSeconds > 3_600) {
      throw new IllegalArgumentException(
          "realm " + realm + ", " + minExpiresSeconds + " to " + maxExpiresSeconds + " s");
    }
  }
}
