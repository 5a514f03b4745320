package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerIdentityTest {
  private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");
  private static final Instant BEFORE = UNTIL.minusSeconds(1);

  @Test
  void anyOfTheDnsNamesMaySpeakAndNoOther() {
    PeerIdentity peer = new PeerIdentity(Set.of("sips-a", "sips-b"), UNTIL);

    assertThat(peer.objection("sips-a", BEFORE)).isEmpty();
    assertThat(peer.objection("sips-b", BEFORE)).isEmpty();
    for (String other : new String[] {"sips-c", "SIPS-A", "sips-a.", "sips", "", "*"}) {
      assertThat(peer.objection(other, BEFORE))
          .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(Refusal.Kind.WRONG_NAME));
    }
  }

  @Test
  void aWildcardNamesNobody() {
    assertThat(new PeerIdentity(Set.of("*"), UNTIL).objection("sips-a", BEFORE)).isPresent();
    assertThat(new PeerIdentity(Set.of(), UNTIL).objection("sips-a", BEFORE))
        .hasValueSatisfying(why -> assertThat(why.text()).contains("no DNS name"));
  }

  /** TLS may resume an earlier session without a look at the date. */
  @Test
  void aCertificateThatHasExpiredSinceOpensNothingNew() {
    PeerIdentity peer = new PeerIdentity(Set.of("sips-a"), UNTIL);

    assertThat(peer.objection("sips-a", UNTIL.plusSeconds(1)))
        .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo(Refusal.Kind.EXPIRED));
  }
}
