package org.sipha.dist.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sipha.core.node.Input;
import org.sipha.core.port.Inputs;
import org.sipha.dist.OneThread;

/**
 * Carries out the checks of a starting server and tells the node how each went; what fails is tried
 * again until it passes. Each has a thread of its own, so that a disk that hangs doesn't hide what
 * else is wrong.
 */
final class StartChecks implements AutoCloseable {
  /** Until a failed check is tried again. */
  static final Duration PAUSE = Duration.ofSeconds(2);

  private final Inputs inputs;
  private final Duration pause;
  private final List<Thread> threads;

  StartChecks(Inputs inputs, List<StartCheck> checks, Duration pause) {
    this.inputs = inputs;
    this.pause = pause;
    this.threads =
        checks.stream()
            .map(check -> OneThread.daemon("sipha-" + check.name(), () -> run(check)))
            .toList();
  }

  /** Begins. Once. */
  void start() {
    threads.forEach(Thread::start);
  }

  private void run(StartCheck check) {
    try {
      Optional<String> trouble = check.trouble();
      while (trouble.isPresent()) {
        inputs.give(new Input.SelfCheckFailed(check.name(), trouble.get()));
        Thread.sleep(pause.toMillis());
        trouble = check.trouble();
      }
      inputs.give(new Input.SelfCheckPassed(check.name()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Nothing more is tried; what the node is told of a check that was in hand doesn't matter. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
