package org.sipha.it;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sipha.it.harness.Baresip;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;

/**
 * Telephones that somebody else has written register, call through the pair, survive a takeover and
 * hang up. What they can be called by afterwards is what the backup held of them: they refresh
 * their registrations once a minute, and none does in between.
 */
@Tag("agents")
class IndependentAgentStory {
  private static final Duration WHOLE = Duration.ofSeconds(60);

  /** The caller's and the callee's; the other way round in {@code ./dev soak agents}. */
  static Stream<Arguments> transports() {
    return Stream.of(Arguments.of("udp", "tcp"), Arguments.of("tcp", "udp"))
        .limit(Soak.size("agents", 1, 2));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void telephonesRegisterCallAndSurviveAKillOfThePrimary(String caller, String callee) {
    Baresip.require();
    PairSetup setup = new PairSetup().md5Alone(); // baresip 1.0 knows nothing else
    Pair pair =
        setup.registeredDn("1001", "sesame-1001").registeredDn("1002", "sesame-1002").create();
    try (pair) {
      pair.start();
      pair.awaitReady(WHOLE);
      int port = pair.sipPort();
      try (Baresip one = Baresip.start("1001", "sesame-1001", port, caller);
          Baresip two = Baresip.start("1002", "sesame-1002", port, callee)) {
        one.awaitRegistered();
        two.awaitRegistered();
        call(one, caller, two, "1002", pair);

        Server killed = pair.primary();
        killed.kill9();
        pair.awaitRole(pair.other(killed), "primary", Duration.ofSeconds(10));
        hangUp(two, one);

        call(one, caller, two, "1002", pair);
        hangUp(one, two);
        call(two, callee, one, "1001", pair);
        hangUp(two, one);

        killed.start();
        pair.awaitWhole(WHOLE);
        pair.awaitSameCalls(Duration.ofSeconds(10), 0);
      }
    }
  }

  private static void call(Baresip from, String transport, Baresip to, String number, Pair pair) {
    from.dial(number, pair.sipPort(), transport);
    to.await("CALL_INCOMING");
    to.accept();
    to.await("CALL_ESTABLISHED");
    from.await("CALL_ESTABLISHED");
  }

  private static void hangUp(Baresip who, Baresip other) {
    who.hangUp();
    other.await("CALL_CLOSED");
    who.await("CALL_CLOSED");
  }
}
