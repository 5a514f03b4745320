package org.sipha.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.bench.Figure.KAMAILIO;
import static org.sipha.bench.Figure.SIPHA;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void figuresStandBesideEachOtherWithTheirRatio() {
    Results results =
        new Results(
            List.of(
                new Figure("CPU per call, alone", SIPHA, 0.30, "ms"),
                new Figure("CPU per call, alone", KAMAILIO, 0.80, "ms"),
                new Figure("kill to the first answer, 600 held calls, median", SIPHA, 412, "ms")));

    assertThat(new Summary(results).figures().lines())
        .contains(
            "| CPU per call, alone | 0.300 ms | 0.800 ms | 0.375 |",
            "| kill to the first answer, 600 held calls, median | 412 ms |  |  |");
  }

  @Test
  void targetsAreMetMissedOrNotMeasured() {
    Results results =
        new Results(
            List.of(
                new Figure("CPU per call, alone", SIPHA, 0.30, "ms"),
                new Figure("CPU per call, alone", KAMAILIO, 0.80, "ms"),
                new Figure("memory per held call, backup", SIPHA, 901, "bytes"),
                new Figure("level after a cut of 60 s", SIPHA, 4, "s"),
                new Figure("floor after a cut of 60 s", SIPHA, 1, "s")));

    assertThat(new Summary(results).targets().lines())
        .contains(
            "| CPU per call alone, against Kamailio's alone | at most 0.500 | 0.375 | met |",
            "| bytes per held call, primary | at most 1,600 |  | not measured |",
            "| bytes per held call, backup | at most 900 | 901 | **missed** |",
            "| level after a cut of 60 s | at most 2.00 | 3.00 | **missed** |");
  }
}
