package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.HelloAck;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Effect.AskArbiter;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.Effect.ReleaseRight;
import org.sipha.core.node.Effect.SendFrame;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.port.Arbiter;
import org.sipha.core.role.Role;

/** SPEC 4: an arbiter that takes its time. A single node, told by hand what its peer says. */
class LateRightStoryTest {
  private static final long TICK = 50_000_000L;

  private long now = 1_000_000_000L;
  private final HaNode node = new HaNode(new PairSettings(1).with(7, 0), now);
  private final List<Effect> done = new ArrayList<>();

  @Test
  void aRightThatComesWhenAPrimaryWasMetMeanwhileIsGivenBack() {
    handle(new Input.SelfCheckPassed("warm"));
    askForTheRightAlone();
    meetAPrimary();

    handle(new Input.ArbiterGranted(0, Arbiter.WITHOUT_END));

    assertThat(done).hasAtLeastOneElementOfType(ReleaseRight.class);
    assertThat(done).doesNotHaveAnyElementsOfTypes(PersistEpoch.class);
  }

  @Test
  void aRightThatIsStillWantedIsUsed() {
    handle(new Input.SelfCheckPassed("warm"));
    askForTheRightAlone();

    handle(new Input.ArbiterGranted(0, Arbiter.WITHOUT_END));

    assertThat(done).contains(new PersistEpoch(1));
    assertThat(done).doesNotHaveAnyElementsOfTypes(ReleaseRight.class);
  }

  private void askForTheRightAlone() {
    for (int ticks = 0; ticks < 400 && sent(AskArbiter.class).isEmpty(); ticks++) {
      now += TICK;
      handle(new Input.Tick());
    }
    assertThat(sent(AskArbiter.class)).hasSize(1);
  }

  private void meetAPrimary() {
    handle(new Input.SocketOpened(1, false));
    handle(new Input.FrameReceived(1, helloOfAPrimary()));
    Frame accepted =
        sent(SendFrame.class).stream()
            .map(SendFrame::frame)
            .filter(HelloAck.class::isInstance)
            .findFirst()
            .orElseThrow();
    handle(new Input.FrameReceived(1, accepted));
  }

  /** What this node has said, said by the other one. */
  private Hello helloOfAPrimary() {
    Hello own =
        sent(SendFrame.class).stream()
            .map(SendFrame::frame)
            .filter(Hello.class::isInstance)
            .map(Hello.class::cast)
            .findFirst()
            .orElseThrow();
    PeerStatus primary =
        new PeerStatus(
            Role.PRIMARY, 3, 3, 0, 0, false, false, false, false, false, List.of(), null, false);
    return new Hello(
        own.protocolMin(),
        own.protocolMax(),
        own.productVersion(),
        own.pairName(),
        "sips-a",
        1,
        5,
        own.bootId(),
        own.arbiterType(),
        own.arbiterPlace(),
        own.httpAddress(),
        own.unsafeSettings(),
        own.sharedSettings(),
        true,
        primary,
        1,
        own.resumption());
  }

  private void handle(Input input) {
    done.addAll(node.handle(input, now).effects());
  }

  private <T extends Effect> List<T> sent(Class<T> kind) {
    return done.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
