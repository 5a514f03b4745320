package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.SectionKind.TSERVER;

import java.util.List;
import org.sipha.config.type.Flag;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;

/** The options of {@code [TServer]} about telephones that register. */
public final class RegistrationOptions {
  private static final int HOUR = 3_600;

  /** What passwords are for. */
  public static final Option<String> SIP_REALM =
      Option.optional(
              TSERVER,
              "sip-realm",
              Word.realm(),
              "example.com",
              "The realm that telephones are asked for a password for (RFC 3261 22.1); many show it to their user. Without it"
                  + " the name of the pair, [backup-sync] pair-name. Where telephones keep a hash instead of the password,"
                  + " it must be what they were set up with.")
          .compared(SHARED);

  /** Whether SHA-256 is offered. */
  public static final Option<Boolean> SIP_DIGEST_SHA256 =
      Option.withDefault(
              TSERVER,
              "sip-digest-sha256",
              new Flag(),
              "true",
              "true: telephones may prove their password by SHA-256 or by MD5, SHA-256 first (RFC 8760). false: by MD5 alone,"
                  + " for old telephones that give up when the first offer isn't MD5 (baresip 1.0, for example).")
          .compared(SHARED);

  /** Shortest registration. */
  public static final Option<Integer> SIP_MIN_EXPIRES =
      Option.withDefault(
              TSERVER,
              "sip-min-expires",
              new WholeNumber(1, HOUR),
              "60",
              "In s: a REGISTER for less is refused with 423, and the telephone asks for this time instead. RFC 3261 10.3"
                  + " allows no more than an hour.")
          .compared(SHARED);

  /** Longest registration. */
  public static final Option<Integer> SIP_MAX_EXPIRES =
      Option.withDefault(
              TSERVER,
              "sip-max-expires",
              new WholeNumber(1, 604_800),
              "3600",
              "In s: a REGISTER for more gets this time, and so the telephone registers again before. The less it is, the"
                  + " sooner a telephone is known to be gone.")
          .compared(SHARED);

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(SIP_REALM, SIP_DIGEST_SHA256, SIP_MIN_EXPIRES, SIP_MAX_EXPIRES);

  private RegistrationOptions() {}
}
