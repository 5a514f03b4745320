package org.sipha.dist.arbiter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.port.AskReason;
import org.sipha.dist.Answers;

class ManualArbiterTest {
  private final Answers answers = new Answers();
  private final ManualArbiter arbiter = new ManualArbiter(answers);

  @ParameterizedTest
  @EnumSource(names = {"PEER_SILENT", "STARTED_ALONE"})
  void refusesWhereThePeerMayServeUnseen(AskReason reason) throws Exception {
    arbiter.ask(reason, 0);
    assertThat(answers.next(ArbiterDenied.class).text()).contains("promote");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PEER_SILENT", "STARTED_ALONE"})
  void grantsWhatSomebodyDecidedOrBothNodesKnow(AskReason reason) throws Exception {
    arbiter.ask(reason, 0);
    assertThat(answers.next(ArbiterGranted.class).highestEpoch()).isZero();
  }

  @Test
  void releaseIsAnswered() throws Exception {
    arbiter.release();
    answers.next(ArbiterReleased.class);
  }
}
