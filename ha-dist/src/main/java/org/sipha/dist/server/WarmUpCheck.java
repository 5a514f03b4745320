package org.sipha.dist.server;

import java.time.Duration;
import org.sipha.core.call.CallCodec;
import org.sipha.core.node.Input;
import org.sipha.core.port.Inputs;
import org.sipha.dist.OneThread;
import org.sipha.sip.WarmUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The self-check of a starting server: calls to itself through the real code, until it handles them
 * as fast as it ever will (DESIGN, SIP). Tells the node how it went, and tries again while it
 * fails.
 */
final class WarmUpCheck {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUpCheck.class);

  /** After so many a call takes well below a millisecond. */
  private static final int CALLS = 500;

  /** A slow machine isn't kept from serving for the sake of speed. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Inputs inputs;
  private final CallCodec codec;

  WarmUpCheck(Inputs inputs, CallCodec codec) {
    this.inputs = inputs;
    this.codec = codec;
  }

  /** Begins on a thread of its own. */
  void start() {
    OneThread.daemon("sipha-warm-up", this::run).start();
  }

  private void run() {
    try {
      while (!passes()) {
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does, but then it is over
    }
  }

  private boolean passes() {
    long beginNanos = System.nanoTime();
    WarmUp.Result result = WarmUp.run(CALLS, LIMIT, codec);
    if (!result.isGood()) {
      inputs.give(
          new Input.SelfCheckFailed(
              NodePlan.SIP_PATH_WARM,
              result.completed()
                  + " of "
                  + result.calls()
                  + " calls to itself went as they should"));
      return false;
    }
    LOG.debug(
        "{} calls to itself took {} ms",
        result.calls(),
        (System.nanoTime() - beginNanos) / 1_000_000);
    inputs.give(new Input.SelfCheckPassed(NodePlan.SIP_PATH_WARM));
    return true;
  }
}
