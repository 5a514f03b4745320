package org.sipha.it.harness;

import org.jspecify.annotations.Nullable;

/**
 * A scenario in {@code src/test/resources/sipp}; a caller's and a callee's belong together.
 *
 * @param file its name without {@code .xml}
 * @param answeredColumn column of SIPp's message counts (index of the message in the scenario, from
 *     0) that counts answered calls; null if nobody asks
 * @param endedColumn column that counts calls which came to a proper end; null if nobody asks
 */
public record SippScenario(
    String file, @Nullable String answeredColumn, @Nullable String endedColumn) {
  /** Calls, talks, hangs up. Its callee: {@link #CALLEE_WAITS}. */
  public static final SippScenario CALLER_HANGS_UP =
      new SippScenario("uac-bye", "4_200_Recv", "8_200_Recv");

  /** Calls and waits for the other party's BYE. Its callee: {@link #CALLEE_HANGS_UP}. */
  public static final SippScenario CALLER_WAITS =
      new SippScenario("uac-wait", "4_200_Recv", "6_BYE_Recv");

  /** Calls, holds and resumes by re-INVITE, hangs up. Its callee: {@link #CALLEE_IS_HELD}. */
  public static final SippScenario CALLER_HOLDS =
      new SippScenario("uac-hold", "4_200_Recv", "18_200_Recv");

  /** Rings, answers and waits for the other party's BYE. */
  public static final SippScenario CALLEE_WAITS =
      new SippScenario("uas-wait", "5_ACK_Recv", "7_BYE_Recv");

  /** Rings, answers, talks, hangs up. */
  public static final SippScenario CALLEE_HANGS_UP =
      new SippScenario("uas-bye", "5_ACK_Recv", "9_200_Recv");

  /** Rings, answers, is held and resumed, waits for the other party's BYE. */
  public static final SippScenario CALLEE_IS_HELD =
      new SippScenario("uas-hold", "5_ACK_Recv", "18_BYE_Recv");

  /** One of which only SIPp's own verdict counts. */
  static SippScenario of(String file) {
    return new SippScenario(file, null, null);
  }

  String resource() {
    return "/sipp/" + file + ".xml";
  }

  @Override
  public String toString() {
    return file;
  }
}
