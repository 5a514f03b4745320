package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.upgrade.OldMultisiteCalls;
import org.sipha.dist.upgrade.Request;
import org.sipha.dist.upgrade.Request.Action;
import org.sipha.dist.upgrade.UpgradeRun;
import org.sipha.dist.upgrade.With;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sipha upgrade}. */
@Command(
    name = "upgrade",
    optionListHeading = "%nOptions:%n",
    description = {
      "Bring both servers of a pair to another version without losing a call: one after the other is stopped, gets the"
          + " version and is started, with a switchover between. Older versions too.",
      "",
      "Before each step both servers are asked whether it is safe, and while it isn't it waits and says why. The version"
          + " has to be installed (sipha install). One that fails on a server is rolled back by itself. Whatever happens to"
          + " this program, --resume goes on and --rollback goes back.",
      "",
      "Exit status 0 done, 1 failed or rolled back since the version failed, 75 refused, 78 a configuration can't be used."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sipha upgrade --to 0.2.0 --dir pair --dry-run",
      "  sipha upgrade --to 0.2.0 --dir pair",
      "  sipha upgrade --resume --dir pair",
      "  sipha upgrade --to 0.2.0 --config /etc/sipha/sips-a.ini --with hooks --hooks /etc/sipha/hooks"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class UpgradeCommand implements Callable<Integer> {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,5}(?:\\.[0-9]{1,3})?)(ms|s|m|h)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  @Spec CommandSpec spec;

  /** One of three. */
  static final class What {
    @Option(
        names = "--to",
        paramLabel = "VERSION",
        description = "The version that both servers are to run.")
    @Nullable String to;

    @Option(names = "--resume", description = "Go on where the last upgrade of this pair stopped.")
    boolean resume;

    @Option(
        names = "--rollback",
        description =
            "Bring both servers back to the version from before the last upgrade of this pair.")
    boolean rollback;
  }

  @ArgGroup(multiplicity = "1")
  What what;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(
      names = "--dry-run",
      description = "With --to: show the plan and what each gate says now; nothing is changed.")
  boolean dryRun;

  @Mixin Home home;

  @Option(
      names = "--with",
      paramLabel = "HOW",
      description =
          "How servers are stopped and started: ${COMPLETION-CANDIDATES}. Default: processes, or what the upgrade began with.")
  @Nullable With with;

  @Option(
      names = "--hooks",
      paramLabel = "DIR",
      description = "With hooks: the directory with the programs check, stop, install and start.")
  @Nullable Path hooks;

  @Option(
      names = "--unit",
      paramLabel = "PATTERN",
      description =
          "With systemd: names of the units, NAME being application-name. Default: sipha@NAME.")
  @Nullable String unit;

  @Option(
      names = "--gate-limit",
      paramLabel = "TIME",
      defaultValue = "30m",
      description =
          "Refuse when a gate stays closed for so long, such as 90s, 30m or 2h. Default: ${DEFAULT-VALUE}.")
  String gateLimit;

  @Option(
      names = "--multisite-limit",
      paramLabel = "TIME",
      defaultValue = "30m",
      description =
          "The same while old multisite calls alone hold the switchover. Default: ${DEFAULT-VALUE}.")
  String multisiteLimit;

  @Option(
      names = "--old-multisite-calls",
      paramLabel = "CHOICE",
      defaultValue = "give-up",
      description =
          "What to do then: ${COMPLETION-CANDIDATES}. accept-loss forces the switchover; the calls that are lost are named."
              + " Default: ${DEFAULT-VALUE}.")
  OldMultisiteCalls oldMultisiteCalls;

  @Option(
      names = "--start-limit",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "A started server has failed if it isn't primary or backup by then. Default: ${DEFAULT-VALUE}.")
  String startLimit;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (dryRun && what.to == null) {
      throw usage("--dry-run goes with --to VERSION");
    }
    if (hooks != null && with != null && with != With.HOOKS) {
      throw usage("--hooks goes with --with hooks");
    }
    if (unit != null && !unit.contains("NAME")) {
      throw usage(
          "--unit needs NAME, which stands for the name of a server, for example sipha@NAME");
    }
    Duration gate = time("--gate-limit", gateLimit);
    Duration multisite = time("--multisite-limit", multisiteLimit);
    Duration start = time("--start-limit", startLimit);
    Request request =
        new Request(
            action(),
            Optional.ofNullable(what.to),
            where.settings(),
            home.installation(spec.commandLine()).home(),
            Optional.ofNullable(with),
            Optional.ofNullable(hooks),
            Optional.ofNullable(unit),
            gate,
            multisite,
            oldMultisiteCalls,
            start);
    PrintWriter out = spec.commandLine().getOut();
    return UpgradeRun.of(
        request,
        line -> {
          out.println(line);
          out.flush();
        });
  }

  private Action action() {
    if (what.resume) {
      return Action.RESUME;
    }
    if (what.rollback) {
      return Action.ROLL_BACK;
    }
    return dryRun ? Action.DRY_RUN : Action.BEGIN;
  }

  private Duration time(String option, String text) {
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw usage(option + " takes a time such as 90s, 30m or 2h, not " + text);
    }
    long unitMillis = MILLIS.getOrDefault(matcher.group(2), 1L);
    return Duration.ofMillis(
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unitMillis)).longValue());
  }

  private ParameterException usage(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
