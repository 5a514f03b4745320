package org.sipha.it.harness;

/** The scenarios in {@code src/test/resources/sipp}; a caller and a callee belong together. */
public enum SippScenario {
  /** Calls, talks, hangs up. Its callee: {@link #CALLEE_WAITS}. */
  CALLER_HANGS_UP("uac-bye", "4_200_Recv", "8_200_Recv"),
  /** Calls and waits for the other party's BYE. Its callee: {@link #CALLEE_HANGS_UP}. */
  CALLER_WAITS("uac-wait", "4_200_Recv", "6_BYE_Recv"),
  /** Calls, holds and resumes by re-INVITE, hangs up. Its callee: {@link #CALLEE_IS_HELD}. */
  CALLER_HOLDS("uac-hold", "4_200_Recv", "18_200_Recv"),
  /** Rings, answers and waits for the other party's BYE. */
  CALLEE_WAITS("uas-wait", "5_ACK_Recv", "6_BYE_Recv"),
  /** Rings, answers, talks, hangs up. */
  CALLEE_HANGS_UP("uas-bye", "5_ACK_Recv", "8_200_Recv"),
  /** Rings, answers, is held and resumed, waits for the other party's BYE. */
  CALLEE_IS_HELD("uas-hold", "5_ACK_Recv", "14_BYE_Recv");

  private final String file;
  private final String answeredColumn;
  private final String endedColumn;

  SippScenario(String file, String answeredColumn, String endedColumn) {
    this.file = file;
    this.answeredColumn = answeredColumn;
    this.endedColumn = endedColumn;
  }

  String file() {
    return file;
  }

  String resource() {
    return "/sipp/" + file + ".xml";
  }

  /**
   * Column of SIPp's message counts (index of the message in the scenario, from 0) that counts
   * answered calls.
   */
  String answeredColumn() {
    return answeredColumn;
  }

  /** Column that counts calls which came to a proper end. */
  String endedColumn() {
    return endedColumn;
  }
}
