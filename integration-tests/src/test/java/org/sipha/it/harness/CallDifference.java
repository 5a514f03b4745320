package org.sipha.it.harness;

import java.util.Comparator;
import java.util.Map;

/** Says in a few lines how the calls of two servers differ. */
final class CallDifference {
  private static final int SHOWN = 5;

  private CallDifference() {}

  static String between(Server one, Server other) {
    Map<String, NodeHttp.Call> ofOne = one.http().calls();
    Map<String, NodeHttp.Call> ofOther = other.http().calls();
    return only(one.name(), ofOne, ofOther)
        + "; "
        + only(other.name(), ofOther, ofOne)
        + "; different on both: "
        + ofOne.entrySet().stream()
            .filter(e -> ofOther.containsKey(e.getKey()))
            .filter(e -> !e.getValue().equals(ofOther.get(e.getKey())))
            .limit(SHOWN)
            .map(e -> e.getValue() + " and " + ofOther.get(e.getKey()))
            .toList()
        + "; "
        + youngest(one.name(), ofOne);
  }

  /** The calls that were set up last: what is left over is among them. */
  private static String youngest(String name, Map<String, NodeHttp.Call> calls) {
    return "youngest on %s: %s"
        .formatted(
            name,
            calls.values().stream()
                .sorted(Comparator.comparing(NodeHttp.Call::id).reversed())
                .limit(SHOWN)
                .toList());
  }

  private static String only(
      String name, Map<String, NodeHttp.Call> calls, Map<String, NodeHttp.Call> others) {
    return "%d calls on %s, only there: %s"
        .formatted(
            calls.size(),
            name,
            calls.values().stream()
                .filter(call -> !others.containsKey(call.id()))
                .limit(SHOWN)
                .toList());
  }
}
