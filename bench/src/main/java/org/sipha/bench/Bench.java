package org.sipha.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.bench.report.ReportCommand;
import org.sipha.bench.system.CpuPerCall;
import org.sipha.bench.system.Cut;
import org.sipha.bench.system.Failover;
import org.sipha.bench.system.Growth;
import org.sipha.bench.system.KamailioVersion;
import org.sipha.bench.system.Memory;
import org.sipha.bench.system.Overload;
import org.sipha.bench.system.Scenario;
import org.sipha.bench.system.SustainedRate;
import org.sipha.bench.system.Synchronization;
import org.sipha.it.harness.ShellCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./dev bench}: measures whole processes beside Kamailio, and writes the figures down. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = ReportCommand.class,
    description = "Measures the server from the tarball beside Kamailio.")
public final class Bench implements Callable<Integer> {
  private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

  static {
    SCENARIOS.put("cpu", new CpuPerCall());
    SCENARIOS.put("memory", new Memory());
    SCENARIOS.put("sync", new Synchronization());
    SCENARIOS.put("cut", new Cut());
    SCENARIOS.put("failover", new Failover());
    SCENARIOS.put("rate", new SustainedRate());
    SCENARIOS.put("overload", new Overload());
    SCENARIOS.put("growth", new Growth());
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description =
          "cpu, memory, sync, cut, failover, rate, overload, growth; all of them without one")
  private List<String> names = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where the figures go, as JSON (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("target", "bench.json");

  @Mixin private SizeOptions sizeOptions = new SizeOptions();

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() {
    for (String name : names) {
      if (!SCENARIOS.containsKey(name)) {
        throw new CommandLine.ParameterException(
            new CommandLine(this), "no benchmark " + name + "; there are: " + SCENARIOS.keySet());
      }
    }
    @Nullable String kamailio = KamailioVersion.installed();
    if (sizeOptions.wantsKamailio() && kamailio == null) {
      throw new CommandLine.ParameterException(
          new CommandLine(this),
          "kamailio isn't installed (Debian: apt-get install kamailio kamailio-extra-modules);"
              + " --no-kamailio measures without it");
    }
    Sizes sizes = sizeOptions.sizes();
    Results results = new Results();
    boolean failed = false;
    for (Map.Entry<String, Scenario> scenario : SCENARIOS.entrySet()) {
      if (!names.isEmpty() && !names.contains(scenario.getKey())) {
        continue;
      }
      Print.line("%s", scenario.getKey());
      try {
        scenario.getValue().run(sizes, results);
      } catch (RuntimeException | AssertionError e) {
        // The other figures are worth having all the same.
        failed = true;
        Print.line("  failed: %s", e);
      }
    }
    new Run(
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            commit(),
            ("./dev bench " + String.join(" ", sizeOptions.given())).strip(),
            Machine.present(),
            sizes,
            sizes.withKamailio() && kamailio != null ? kamailio : "",
            results.figures())
        .write(out);
    Summary summary = new Summary(results);
    Print.line("%n%s%n%s%nwritten to %s", summary.figures(), summary.targets(), out);
    return failed ? 1 : 0;
  }

  private static String commit() {
    String id = ShellCommand.run("git", "rev-parse", "--short=12", "HEAD").output().strip();
    boolean changed = !ShellCommand.run("git", "status", "--porcelain", "-uno").output().isBlank();
    return changed ? id + "+" : id;
  }
}
