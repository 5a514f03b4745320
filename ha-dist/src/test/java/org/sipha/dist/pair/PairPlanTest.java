package org.sipha.dist.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.PairFiles;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

class PairPlanTest {
  private static final PairPorts ANY =
      new PairPorts(Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir Path directory;

  @Test
  void newPairHasDifferentFreePortsAndBothTelephones() throws Exception {
    PairPlan plan = PairPlan.in(directory.resolve("new"), ANY);
    assertThat(
            List.of(
                plan.a().sip().port(),
                plan.a().http().port(),
                plan.b().http().port(),
                plan.a().backupSync().here().port(),
                plan.b().backupSync().here().port(),
                plan.caller().address().port(),
                plan.callee().address().port()))
        .doesNotHaveDuplicates();
    assertThat(plan.b().sip()).isEqualTo(plan.a().sip());
  }

  @Test
  void wantedPortsAreTaken() throws Exception {
    PairPlan plan =
        PairPlan.in(
            directory,
            new PairPorts(Optional.of(5070), Optional.of(List.of(8090, 8091)), Optional.empty()));
    assertThat(plan.a().sip().port()).isEqualTo(5070);
    assertThat(plan.b().http().port()).isEqualTo(8091);
  }

  @Test
  void pairThatWasWrittenBeforeKeepsItsPorts() throws Exception {
    PairPlan first = PairPlan.in(directory, ANY);
    assertThat(PairPlan.in(directory, ANY)).isEqualTo(first);

    PairPorts other = new PairPorts(Optional.of(5070), Optional.empty(), Optional.empty());
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> PairPlan.in(directory, other))
        .satisfies(failure -> assertThat(failure.exitStatus()).isEqualTo(ExitStatus.USAGE));
  }

  @Test
  void halfAPairIsABadConfiguration() throws Exception {
    PairPlan.in(directory, ANY);
    Files.delete(PairFiles.in(directory).b());
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> PairPlan.in(directory, ANY))
        .withMessageContaining("sips-b.ini")
        .satisfies(failure -> assertThat(failure.exitStatus()).isEqualTo(ExitStatus.CONFIGURATION));
  }

  @Test
  void demoNeedsItsTelephonesInThePair() throws Exception {
    NewPair.write(directory, PairFiles.LocalPair.withDefaults());
    PairPlan plan = PairPlan.in(directory, ANY);
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(plan::caller)
        .withMessageContaining("[dn:1001]");
  }
}
