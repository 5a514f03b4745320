package org.sipha.arbiter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.RightRenewed;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Inputs;

/** Stands where a node would: collects what an arbiter answers. */
final class Answers implements Inputs {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private final BlockingQueue<Input> given = new LinkedBlockingQueue<>();

  @Override
  public void give(Input input) {
    given.add(input);
  }

  /** The next answer that isn't a renewal; it must come and be of that kind. */
  <T extends Input> T next(Class<T> kind) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    Input input;
    do {
      input = poll();
    } while (input instanceof RightRenewed && System.nanoTime() - deadline < 0);
    assertThat(input).as("answer within %s", DEADLINE).isInstanceOf(kind);
    return kind.cast(input);
  }

  /** Asks as often as a node that waits for the right, until it is granted. */
  void untilGranted(EtcdArbiter arbiter, AskReason reason, long gone) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    arbiter.ask(reason, gone);
    Input answer = poll();
    while (!(answer instanceof ArbiterGranted)) {
      assertThat(System.nanoTime() - deadline).as("not granted: %s", answer).isNegative();
      TimeUnit.MILLISECONDS.sleep(50);
      arbiter.ask(reason, gone);
      answer = poll();
    }
  }

  /** The next renewal; nothing else may come before it. */
  RightRenewed renewal() throws InterruptedException {
    Input input = poll();
    assertThat(input).as("renewal within %s", DEADLINE).isInstanceOf(RightRenewed.class);
    return (RightRenewed) input;
  }

  /** Everything that comes in that time. */
  List<Input> within(Duration time) throws InterruptedException {
    List<Input> all = new ArrayList<>();
    long deadline = System.nanoTime() + time.toNanos();
    long left;
    while ((left = deadline - System.nanoTime()) > 0) {
      Input input = given.poll(left, TimeUnit.NANOSECONDS);
      if (input != null) {
        all.add(input);
      }
    }
    return all;
  }

  /** The end of the right after the renewals that have come, of which there may be none. */
  long latestRenewal(long until) {
    long latest = until;
    while (given.poll() instanceof RightRenewed renewed) {
      latest = renewed.untilNanos();
    }
    return latest;
  }

  /** What has come already is of no interest. */
  void forget() {
    given.clear();
  }

  private @Nullable Input poll() throws InterruptedException {
    return given.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
