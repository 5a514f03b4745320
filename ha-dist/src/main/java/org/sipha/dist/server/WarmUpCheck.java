package org.sipha.dist.server;

import java.time.Duration;
import java.util.Optional;
import org.sipha.core.call.CallCodec;
import org.sipha.sip.WarmUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of a starting server to itself through the real code, until it handles them as fast as it
 * ever will (DESIGN, SIP).
 */
record WarmUpCheck(CallCodec codec) implements StartCheck {
  static final String NAME = "sip-path-warm";

  private static final Logger LOG = LoggerFactory.getLogger(WarmUpCheck.class);

  /** After so many a call takes well below a millisecond. */
  private static final int CALLS = 500;

  /** A slow machine isn't kept from serving for the sake of speed. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> trouble() {
    long beginNanos = System.nanoTime();
    WarmUp.Result result = WarmUp.run(CALLS, LIMIT, codec);
    if (!result.isGood()) {
      return Optional.of(
          "%d of %d calls to itself went as they should; look at the load of this host and at the log"
              .formatted(result.completed(), result.calls()));
    }
    LOG.debug(
        "{} calls to itself took {} ms",
        result.calls(),
        (System.nanoTime() - beginNanos) / 1_000_000);
    return Optional.empty();
  }
}
