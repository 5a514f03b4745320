package org.sipha.config.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> NAMES =
      OptionCatalogue.options(SectionKind.TSERVER).stream().map(Option::name).toList();

  @ParameterizedTest
  @CsvSource({
    "ha-max-calls-sync-at-one, ha-max-calls-sync-at-once",
    "ha-max-call-sync-at-once, ha-max-calls-sync-at-once",
    "HA-MAX-CALLS-SYNC-AT-ONCE, ha-max-calls-sync-at-once",
    "sip_port, sip-port",
    "sipport, sip-port",
    "spi-port, sip-port",
    "http-prot, http-port",
    "sever-id, server-id",
    "sip-vip-script-upp, sip-vip-script-up",
  })
  void slipFindsTheNameThatWasMeant(String slip, String meant) {
    assertThat(Nearest.to(slip, NAMES)).contains(meant);
  }

  @Test
  void nothingIsSuggestedWhereNothingIsNear() {
    assertThat(Nearest.to("data-dir", NAMES)).isEmpty();
    assertThat(Nearest.to("colour", NAMES)).isEmpty();
    assertThat(Nearest.to("", NAMES)).isEmpty();
    assertThat(Nearest.to("x".repeat(4000), NAMES)).isEmpty();
  }
}
