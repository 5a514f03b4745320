package org.sipha.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much a run does, on the command line. */
final class SizeOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--quick",
      description = "small and short, to try it out: the figures mean nothing")
  private boolean quick;

  @Option(names = "--no-kamailio", description = "measures without Kamailio beside")
  private boolean noKamailio;

  @Option(names = "--rate", paramLabel = "N", description = "calls per second of the load")
  private @Nullable Integer rate;

  @Option(names = "--seconds", paramLabel = "S", description = "how long a load is measured")
  private @Nullable Integer seconds;

  @Option(names = "--held", paramLabel = "N", description = "calls that are up")
  private @Nullable Integer held;

  @Option(names = "--failovers", paramLabel = "N", description = "how often a primary is killed")
  private @Nullable Integer failovers;

  @Option(names = "--cut", paramLabel = "S", description = "how long the HA connection is cut")
  private @Nullable Integer cut;

  @Option(
      names = "--java-options",
      paramLabel = "OPTIONS",
      description = "for the servers, for example to record a profile")
  private String javaOptions = "";

  boolean wantsKamailio() {
    return !noKamailio;
  }

  /** As they were given. */
  List<String> given() {
    if (spec == null || spec.commandLine().getParseResult() == null) {
      return List.of();
    }
    return spec.commandLine().getParseResult().originalArgs();
  }

  Sizes sizes() {
    Sizes base = quick ? Sizes.QUICK : Sizes.FULL;
    return new Sizes(
        or(rate, base.callsPerSecond()),
        or(seconds, base.seconds()),
        Math.min(base.warmUpSeconds(), or(seconds, base.warmUpSeconds())),
        or(held, base.heldCalls()),
        base.besideCallsPerSecond(),
        base.restSeconds(),
        or(failovers, base.failovers()),
        or(cut, base.cutSeconds()),
        base.mostCallsPerSecond(),
        !noKamailio,
        javaOptions);
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }
}
