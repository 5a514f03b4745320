package org.sipha.dist.upgrade;

import java.time.Duration;
import java.util.Optional;
import org.sipha.core.role.Role;

/**
 * Watches a server that was started: whether it has its role, or why it will never have it in this
 * version.
 */
final class StartWatch {
  /** A refusal by the peer may be about the process before; one that stays isn't. */
  private static final Duration REFUSED_FOR_GOOD = Duration.ofSeconds(3);

  private final String node;
  private final Optional<String> version;
  private final Duration limit;
  private final long startedNanos;
  private long refusedNanos = -1;

  /**
   * A server that is started now.
   *
   * @param version that it should come up in; empty if that isn't known
   */
  StartWatch(String node, Optional<String> version, Duration limit, long nowNanos) {
    this.node = node;
    this.version = version;
    this.limit = limit;
    this.startedNanos = nowNanos;
  }

  /**
   * What is to be said of it.
   *
   * @param isUp whether it has its role
   * @param failure why it has failed, empty if it hasn't
   */
  record Verdict(boolean isUp, Optional<String> failure) {
    static final Verdict GO_ON = new Verdict(false, Optional.empty());
    static final Verdict UP = new Verdict(true, Optional.empty());

    static Verdict failed(String why) {
      return new Verdict(false, Optional.of(why));
    }
  }

  /**
   * Judges a look.
   *
   * @param isRunning whether its process is there, empty if nobody can know
   */
  Verdict judge(Pair pair, Optional<Boolean> isRunning, long nowNanos) {
    Seen seen = pair.of(node);
    if (seen.answers() && version.isPresent() && !seen.version().equals(version.get())) {
      return Verdict.failed("it runs " + seen.version() + " and not " + version.get());
    }
    if (seen.is(Role.BACKUP) || seen.is(Role.PRIMARY)) {
      return Verdict.UP;
    }
    if (!seen.answers() && isRunning.equals(Optional.of(false))) {
      return Verdict.failed("its process has ended");
    }
    // Alone it will serve whatever its checks say: better than nobody.
    boolean needed = !pair.peerOf(seen).answers();
    if (!needed && !seen.failedChecks().isEmpty()) {
      return Verdict.failed("its self-check fails: " + String.join("; ", seen.failedChecks()));
    }
    Optional<String> refusal = seen.refusal().or(() -> pair.peerOf(seen).refusal());
    refusedNanos = refusal.isEmpty() ? -1 : refusedNanos < 0 ? nowNanos : refusedNanos;
    if (refusedNanos >= 0 && nowNanos - refusedNanos >= REFUSED_FOR_GOOD.toNanos()) {
      return Verdict.failed("the two servers refuse each other: " + refusal.orElse(""));
    }
    if (nowNanos - startedNanos >= limit.toNanos()) {
      return Verdict.failed(
          "it has no role after " + limit.toSeconds() + " s: " + seen.amiss().text());
    }
    return Verdict.GO_ON;
  }
}
