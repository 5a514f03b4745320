package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.role.Role;
import org.sipha.core.role.SelfCheck;

/** How far the peer's wall clock is, and what a starting node makes of it. */
class ClockStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void eachNodeKnowsHowFarThePeersClockIsFromItsOwn() {
    aheadAtB(1_500);
    pair.startBoth();
    pair.run(1);

    assertThat(difference(A)).isCloseTo(1_500L, within(60L));
    assertThat(difference(B)).isCloseTo(-1_500L, within(60L));
    assertThat(pair.told("the clock of")).isZero();
  }

  @Test
  void moreThan2sIsToldOnceByEachNodeAndSoIsItsEnd() {
    aheadAtB(2_200);
    pair.startBoth();
    pair.run(30);

    assertThat(pair.told("WARN the clock of sips-b is 2")).isOne();
    assertThat(pair.told("ms ahead of this server's")).isOne();
    assertThat(pair.told("WARN the clock of sips-a is 2")).isOne();
    assertThat(pair.told("ms behind this server's")).isOne();

    setClockOfB(1_500); // within the limit, but not well within it
    pair.run(10);
    assertThat(pair.told("ms from this server's")).isZero();

    setClockOfB(0);
    pair.run(10);
    assertThat(pair.told("INFO the clock of sips-b is ")).isOne();
    assertThat(pair.told("INFO the clock of sips-a is ")).isOne();
  }

  @Test
  void theDifferenceIsUnknownWithoutASession() {
    pair.startBoth();
    pair.run(1);
    assertThat(difference(A)).isNotNull();

    pair.crash(B);
    pair.run(3);

    assertThat(difference(A)).isNull();
    assertThat(pair.view(A).connection().protocol()).isZero();
  }

  @Test
  void aStartingNodeWhoseClockIs40sAwayDoesNotBecomeBackupUntilItIsSet() {
    aheadAtB(40_000);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.start(B);
    pair.run(60);

    String why =
        "the clock of the other server is 40.0 s behind this one's, at most 30 are allowed; set both, best by NTP";
    assertThat(pair.role(B)).isEqualTo(Role.NONE);
    assertThat(pair.blockers(B)).containsExactly("starting: clock: " + why);
    assertThat(clockCheck(B)).isEqualTo(new SelfCheck("clock", SelfCheck.State.FAILED, why));
    assertThat(pair.told("B WARN clock: " + why)).isOne();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);

    setClockOfB(29_000);
    pair.within(0.5, "B is backup", () -> pair.role(B) == Role.BACKUP);
    assertThat(clockCheck(B).state()).isEqualTo(SelfCheck.State.PASSED);
  }

  @Test
  void aNodeWhoseClockIsWrongServesAllTheSameIfNoOtherCan() {
    aheadAtB(40_000);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.start(B);
    pair.setUpCalls(3);
    pair.run(20);

    pair.crash(A);

    assertThat(pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY)).isLessThan(13);
    assertThat(pair.calls(B)).isEqualTo(3);
  }

  @Test
  void ofTwoThatStartWithClocksApartOneServesAfterHaStartWait() {
    aheadAtB(40_000);
    pair.start(A);
    pair.start(B);

    double took = pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    assertThat(took).isBetween(10.0, 10.6);
    assertThat(clockCheck(A).state()).isEqualTo(SelfCheck.State.FAILED);
  }

  @Test
  void aPairStartsNoLaterForTheComparison() {
    pair.start(A);
    pair.start(B);

    assertThat(pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY)).isLessThan(1);
  }

  @Test
  void aClockThatGoesWrongLaterIsToldAndChangesNoRole() {
    pair.startBoth();
    pair.run(1);

    setClockOfB(60_000);
    pair.run(10);

    assertThat(pair.role(B)).isEqualTo(Role.BACKUP);
    assertThat(pair.told("WARN the clock of sips-b is 6")).isOne();
    assertThat(clockCheck(B).state()).isEqualTo(SelfCheck.State.PASSED);
  }

  @Test
  void withAPeerThatSpeaksProtocol1NothingIsKnownAndNothingHoldsTheStart() {
    pair.with(A, s -> s.protocol = new ProtocolRange(1, 1));
    aheadAtB(40_000);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.start(B);

    assertThat(pair.until("B is backup", () -> pair.role(B) == Role.BACKUP)).isLessThan(1);
    assertThat(difference(B)).isNull();
    assertThat(clockCheck(B))
        .isEqualTo(
            new SelfCheck(
                "clock", SelfCheck.State.PASSED, "not compared: no other server tells its clock"));
  }

  private void aheadAtB(long millis) {
    pair.with(B, s -> s.clockAheadMillis = millis);
  }

  private void setClockOfB(long aheadMillis) {
    aheadAtB(aheadMillis);
    pair.node(B).readWallClock();
  }

  private Long difference(int index) {
    return pair.view(index).connection().clockDifferenceMillis();
  }

  private SelfCheck clockCheck(int index) {
    return pair.view(index).selfChecks().stream()
        .filter(check -> check.name().equals("clock"))
        .findFirst()
        .orElseThrow();
  }
}
