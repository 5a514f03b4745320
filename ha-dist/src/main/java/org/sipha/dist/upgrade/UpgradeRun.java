package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.cli.ServerPlace;

/** {@code sipha upgrade} from the command line to its end. */
public final class UpgradeRun {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Ctrl-C waits for a step that is under way, which has limits of its own. */
  private static final Duration LAST_STEP = Duration.ofMinutes(15);

  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Request request;
  private final Consumer<String> print;
  private final Clock clock;
  private final Duration pause;
  private final Consumer<String> say;

  private UpgradeRun(Request request, Consumer<String> print, Clock clock, Duration pause) {
    this.request = request;
    this.print = print;
    this.clock = clock;
    this.pause = pause;
    this.say = new Console(print, clock)::line;
  }

  /**
   * Does what is asked for.
   *
   * @param print takes a line
   * @return the exit status
   * @throws CommandFailure if it isn't begun
   */
  public static int of(Request request, Consumer<String> print) throws CommandFailure, IOException {
    return of(request, print, PAUSE);
  }

  /** The same with another pause between two looks, for tests. */
  static int of(Request request, Consumer<String> print, Duration pause)
      throws CommandFailure, IOException {
    UpgradeRun run = new UpgradeRun(request, print, Clock.systemUTC(), pause);
    return switch (request.action()) {
      case BEGIN -> run.begin();
      case DRY_RUN -> run.dryRun();
      case RESUME -> run.resume();
      case ROLL_BACK -> run.rollBack();
    };
  }

  // ---- four ways to begin
  // ------------------------------------------------------------------------------------------

  private int begin() throws CommandFailure, IOException {
    try (StateFile file = StateFile.lock(request.home(), request.pair())) {
      JsonObject chosen = Methods.chosen(request, new JsonObject());
      Servers servers = servers(chosen);
      Pair pair = Check.whole(servers);
      String to = request.to().orElseThrow();
      Method method = Methods.of(chosen, request, servers);
      Check check = new Check(method, to);
      if (check.isDone(pair)) {
        print.accept("Both servers run " + to + " already.");
        return ExitStatus.DONE;
      }
      refuseHalfWay(file, pair);
      check.programs(pair);
      Map<String, String> from = new LinkedHashMap<>();
      for (Seen seen : pair.both()) {
        from.put(seen.node(), seen.version());
      }
      Journal journal = Journal.begin(clock, id(), request.pair(), operator(), to, from);
      journal.begin(StepName.CHECK, null, "");
      journal.end(Step.State.DONE, Holds.of(pair));
      refuseBesideAnother(servers, journal);
      for (Seen seen : pair.both()) {
        method.adopt(seen.node(), seen.version()).forEach(say);
      }
      return carryOut(file, servers, chosen, method, journal, Calls.none(file.calls()));
    }
  }

  private int resume() throws CommandFailure, IOException {
    try (StateFile file = StateFile.lock(request.home(), request.pair())) {
      Journal journal = last(file);
      if (journal.standing().isFinished()) {
        throw new CommandFailure(
            ExitStatus.REFUSED,
            "Nothing to resume: the last upgrade of "
                + request.pair()
                + " has ended ("
                + journal.standing()
                + "). "
                + journal.text());
      }
      return goOn(file, journal);
    }
  }

  private int rollBack() throws CommandFailure, IOException {
    try (StateFile file = StateFile.lock(request.home(), request.pair())) {
      Journal journal = last(file);
      if (journal.standing() == Journal.Standing.ROLLED_BACK) {
        throw new CommandFailure(
            ExitStatus.REFUSED, "It has been rolled back already. " + journal.text());
      }
      if (!journal.isBack()) {
        journal.goBack("");
      }
      return goOn(file, journal);
    }
  }

  private int dryRun() throws CommandFailure, IOException {
    JsonObject chosen = Methods.chosen(request, new JsonObject());
    Servers servers = servers(chosen);
    Pair pair = Check.whole(servers);
    Method method = Methods.of(chosen, request, servers);
    String to = request.to().orElseThrow();
    Check check = new Check(method, to);
    if (check.isDone(pair)) {
      print.accept("Both servers run " + to + " already.");
      return ExitStatus.DONE;
    }
    check.programs(pair);
    return new DryRun(pair, to).print(print) ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  // ---- what they have in common
  // ------------------------------------------------------------------------------------

  private Servers servers(JsonObject chosen) throws CommandFailure {
    List<ServerPlace> places = new ArrayList<>();
    request.servers().forEach(server -> places.add(ServerPlace.of(server)));
    if (places.size() == 1) {
      places.add(Peer.of(places.get(0), chosen));
    }
    return new Servers(places);
  }

  private int goOn(StateFile file, Journal journal) throws CommandFailure, IOException {
    JsonObject chosen = Methods.chosen(request, journal.method());
    Servers servers = servers(chosen);
    if (!journal.from().keySet().equals(Set.copyOf(servers.names()))) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "the last upgrade of "
              + request.pair()
              + " was about "
              + journal.from().keySet()
              + " and not "
              + servers.names());
    }
    Method method = Methods.of(chosen, request, servers);
    refuseBesideAnother(servers, journal);
    return carryOut(file, servers, chosen, method, journal, Calls.kept(file.calls()));
  }

  /** The way back from there is known to the last upgrade only. */
  private void refuseHalfWay(StateFile file, Pair pair) throws CommandFailure, IOException {
    Optional<Journal> last = file.read(clock);
    boolean isHalfWay = !pair.a().version().equals(pair.b().version());
    if (isHalfWay && last.isPresent() && !last.get().standing().isFinished()) {
      throw new CommandFailure(
          ExitStatus.REFUSED,
          "The last upgrade of this pair stopped half way, "
              + Holds.of(pair)
              + " sipha upgrade --resume goes on with it, --rollback goes back.");
    }
  }

  private static void refuseBesideAnother(Servers servers, Journal journal) throws CommandFailure {
    @Nullable String objection = servers.tell(journal.document());
    if (objection != null) {
      throw new CommandFailure(
          ExitStatus.REFUSED, "Another upgrade of this pair is running. " + objection);
    }
  }

  private int carryOut(
      StateFile file,
      Servers servers,
      JsonObject chosen,
      Method method,
      Journal journal,
      Calls calls)
      throws IOException {
    CountDownLatch done = new CountDownLatch(1);
    int exitStatus;
    try (Teller teller = new Teller(servers)) {
      Scribe scribe = new Scribe(journal, file, chosen, method, teller);
      Upgrade upgrade = new Upgrade(scribe, servers, method, request.terms(), calls, say, pause);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> interrupt(upgrade, done), "sipha-interrupt"));
      exitStatus = upgrade.run();
    } finally {
      done.countDown();
    }
    Summary.lines(journal, calls.report()).forEach(print);
    return exitStatus;
  }

  /** Ctrl-C: the process ends when this does. */
  private void interrupt(Upgrade upgrade, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    upgrade.interrupt();
    say.accept("interrupted: a step that is under way is brought to its end");
    try {
      done.await(LAST_STEP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String id() {
    return ID_TIME.format(clock.instant())
        + String.format(Locale.ROOT, "-%04x", new SecureRandom().nextInt(1 << 16));
  }

  private static String operator() {
    String user = System.getProperty("user.name", "somebody");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return user + "@" + ProcessHandle.current().pid();
    }
  }

  private Journal last(StateFile file) throws CommandFailure, IOException {
    return file.read(clock)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitStatus.REFUSED,
                    "There was no upgrade of the pair "
                        + request.pair()
                        + " in "
                        + request.home()
                        + " yet: sipha upgrade --to VERSION begins one"));
  }
}
