package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.sipha.core.node.Input;
import org.sipha.core.port.Inputs;

/** Stands where a node would: collects what an adapter answers. */
public final class Answers implements Inputs {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private final BlockingQueue<Input> given = new LinkedBlockingQueue<>();

  @Override
  public void give(Input input) {
    given.add(input);
  }

  /** The next answer, which must come and must be of that kind. */
  public <T extends Input> T next(Class<T> kind) throws InterruptedException {
    Input input = given.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(input).as("answer within %s", DEADLINE).isInstanceOf(kind);
    return kind.cast(input);
  }

  /** Asserts that nothing more has come. */
  public void none() {
    assertThat(given).isEmpty();
  }
}
