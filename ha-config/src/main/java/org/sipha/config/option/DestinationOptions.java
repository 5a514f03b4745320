package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.EffectTime.IMMEDIATELY;
import static org.sipha.config.option.SectionKind.DN;
import static org.sipha.config.option.SectionKind.TRUNK;

import java.util.List;
import org.sipha.config.type.Flag;
import org.sipha.config.type.Password;
import org.sipha.config.type.Secret;
import org.sipha.config.type.SipContact;
import org.sipha.config.type.SipUri;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;

/** The options of {@code [dn:NAME]} and {@code [trunk:NAME]}. */
public final class DestinationOptions {
  /** Where a DN is. */
  public static final Option<SipContact> DN_CONTACT =
      Option.optional(
              DN,
              "contact",
              new SipUri(),
              "sip:1001@127.0.0.1:6001",
              "Where calls to this DN go; calls that come from there are the DN's. Needed unless password is given; with both"
                  + " it is called while no telephone has registered.")
          .compared(SHARED)
          .effective(IMMEDIATELY)
          .inSample("sip:1001@127.0.0.1:6001");

  /** Who may register for a DN. */
  public static final Option<Secret> DN_PASSWORD =
      Option.optional(
              DN,
              "password",
              new Password(),
              "${env:PASSWORD_1001:-change-me-1001}",
              "Telephones that know it register for this DN (REGISTER with digest authentication, the DN's number is the user"
                  + " name) and are called where they are, and may call as this DN from any address. Keep the file readable"
                  + " by the server's user only, or take it from the environment.")
          .compared(SHARED)
          .effective(IMMEDIATELY);

  /** What a trunk's numbers begin with. */
  public static final Option<String> TRUNK_PREFIX =
      Option.optional(
              TRUNK,
              "prefix",
              Word.prefix(),
              "9",
              "Calls to numbers that begin with it leave through this trunk; the longest prefix wins, a DN goes before any."
                  + " Without it calls only come in.")
          .compared(SHARED)
          .effective(IMMEDIATELY)
          .inSample("9");

  /** Where a trunk is. */
  public static final Option<SipContact> TRUNK_CONTACT =
      Option.required(
              TRUNK,
              "contact",
              new SipUri(),
              "sip:127.0.0.1:6070",
              "Where calls through this trunk go; calls that come from there are the trunk's.")
          .compared(SHARED)
          .effective(IMMEDIATELY);

  /** How many calls. */
  public static final Option<Integer> TRUNK_CAPACITY =
      Option.withDefault(
              TRUNK,
              "capacity",
              new WholeNumber(0, 1_000_000),
              "0",
              "How many calls the trunk carries at once; 0: no limit.")
          .compared(SHARED)
          .effective(IMMEDIATELY);

  /** Whether another site is behind a trunk. */
  public static final Option<Boolean> TRUNK_MULTISITE =
      Option.withDefault(
              TRUNK,
              "multisite",
              new Flag(),
              "false",
              "true: another SIP server site is behind this trunk, so its calls are multisite calls, which hold readiness"
                  + " at 0 as long as they are older than the HA connection.")
          .compared(SHARED)
          .effective(IMMEDIATELY);

  /** Whether the prefix is removed. */
  public static final Option<Boolean> TRUNK_STRIP =
      Option.withDefault(
              TRUNK,
              "strip",
              new Flag(),
              "false",
              "true: the prefix is removed from the number before the call leaves.")
          .compared(SHARED)
          .effective(IMMEDIATELY);

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(
          DN_CONTACT,
          DN_PASSWORD,
          TRUNK_PREFIX,
          TRUNK_CONTACT,
          TRUNK_CAPACITY,
          TRUNK_MULTISITE,
          TRUNK_STRIP);

  private DestinationOptions() {}
}
