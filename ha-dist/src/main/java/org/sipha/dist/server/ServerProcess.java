package org.sipha.dist.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationChange;
import org.sipha.config.ServerSettings;
import org.sipha.config.option.Comparison;
import org.sipha.config.option.Option;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.TServerOptions;
import org.sipha.config.type.ReadAccess;
import org.sipha.config.type.Tls;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Timeline;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Grids;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.OpenedArbiter;
import org.sipha.core.port.Ports;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.LogSetup;
import org.sipha.dist.Version;
import org.sipha.dist.records.RecordWriter;
import org.sipha.dist.server.StartConfiguration.FromCopy;
import org.sipha.http.HttpService;
import org.sipha.http.HttpSettings;
import org.sipha.http.HttpTls;
import org.sipha.http.LinkFigures;
import org.sipha.http.Moment;
import org.sipha.sip.SipClock;
import org.sipha.sip.SipServer;
import org.sipha.transport.EventBusPeerSockets;
import org.sipha.transport.HaWarmUp;
import org.sipha.transport.LinkCounts;
import org.sipha.transport.NodeLoop;
import org.sipha.transport.PeerSocketSettings;
import org.sipha.transport.PeerTls;
import org.sipha.transport.ProtobufCallCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running server: the core, its loop and all adapters, wired together.
 *
 * <p>{@link #start} opens in an order that matters: the HA port first, so that a second process of
 * the same server can't come up beside a living one (DESIGN, connection); then the pages and a look
 * at the SIP port; and only then the node begins to act. {@link #stop} is the way back.
 */
public final class ServerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcess.class);
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(30);

  /**
   * A stopping primary hands over first, which takes it 5 s at most (SPEC 4); then it says goodbye.
   */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(7);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** What a switchover may take beside draining and scripts: the confirmation, and some air. */
  private static final Duration CONFIRMATION = Duration.ofSeconds(3);

  /** How often the timeline may tell what it held back. */
  private static final Duration EVENTS_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(29);

  private final StartConfiguration start;
  private final StoredState stored;
  private final Vertx vertx = Vertx.vertx(options());
  private final Timeline events;
  private final UnprotectedAlarm alarm;
  private final NodeLoop loop;
  private final EventBusPeerSockets sockets;
  private final RecordWriter records;
  private final SipServer sip;
  private final OpenedArbiter arbiter;
  private final Grids.@Nullable Opened grid;
  private final EpochFile epochs;
  private final Scripts scripts;
  private final StartChecks startChecks;
  private final LiveConfiguration configuration;
  private final CertificateWatch certificates;
  private final NodeDesk desk;
  private final HttpService http;
  private boolean isListening;

  private ServerProcess(
      StartConfiguration start,
      StoredState stored,
      CertificateWatch certificates,
      Timeline events,
      Optional<Duration> labSettling)
      throws CommandFailure {
    ServerSettings settings = start.settings();
    this.start = start;
    this.events = events;
    alarm = new UnprotectedAlarm(events, settings.ha().unprotectedAlarm(), System::nanoTime);
    this.stored = stored;
    this.certificates = certificates;
    ProtobufCallCodec codec = new ProtobufCallCodec();
    NodeSettings plan = NodePlan.of(settings, stored.circumstances(labSettling));
    HaNode node = new HaNode(plan, System.nanoTime());
    loop = new NodeLoop(vertx, node, events, ServerProcess::broken);
    sockets = new EventBusPeerSockets(vertx, loop, codec, socketSettings(settings));
    records =
        new RecordWriter(
            settings.dataDirectory(),
            settings.records().fileBytes(),
            settings.records().files(),
            events);
    sip =
        new SipServer(
            SipWiring.settings(settings),
            SipWiring.destinations(settings),
            loop,
            node.calls(),
            node.registrations(),
            codec,
            records,
            SipClock.SYSTEM);
    sip.messages().switchTo(settings.sipMessages());
    startChecks =
        new StartChecks(
            loop,
            List.of(
                new WarmUpCheck(codec),
                new CertificatesCheck(certificates::used, InstantSource.system()),
                new DiskSpaceCheck(settings.dataDirectory())),
            StartChecks.PAUSE);
    arbiter = Arbiters.of(settings, stored.lock(), plan.incarnation(), loop);
    epochs = new EpochFile(settings.dataDirectory(), loop, arbiter::remember);
    scripts = scripts(settings, loop);
    configuration = new LiveConfiguration(start, this::take, events, this::session);
    desk =
        new NodeDesk(
            loop,
            node.calls(),
            codec,
            events,
            alarm::unprotectedFor,
            () -> SipWiring.figures(sip.statistics(), loop.waiting()),
            () -> figures(sockets.counts()),
            SipWiring.log(sip.messages()),
            configuration,
            certificates::states);
    sip.speakOnlyWhile(desk::maySpeak);
    sip.tell(events);
    http = new HttpService(vertx, httpSettings(settings), desk, stored.tokens(), Moment::now);
    grid = GridWiring.open(settings, node, codec, loop);
  }

  /**
   * Starts a server.
   *
   * @param labSettling see {@link ServerOptions}
   * @throws CommandFailure if a port is in use or the data directory can't be used; everything is
   *     closed again then
   */
  static ServerProcess start(StartConfiguration start, Optional<Duration> labSettling)
      throws CommandFailure {
    Timeline events = new Timeline(InstantSource.system());
    events.listen(EventLog::write);
    CertificateWatch certificates =
        CertificateWatch.of(start.settings(), InstantSource.system(), events);
    ServerProcess server =
        new ServerProcess(
            start, StoredState.open(start.settings()), certificates, events, labSettling);
    try {
      server.open();
    } catch (CommandFailure e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void open() throws CommandFailure {
    tellOfCopy();
    await(sockets.start());
    isListening = true;
    await(http.start());
    SipPortCheck.run(start.settings(), stored.lock());
    HaWarmUp.run(new ProtobufCallCodec()); // not beside the calls that the peer then sends
    events.happened(
        EventCode.SERVER_STARTED,
        start.settings().applicationName() + " has started, version " + Version.text());
    vertx.setPeriodic(EVENTS_PAUSE.toMillis(), id -> lookAtEvents());
    loop.start(
        new Ports(sockets, arbiter, epochs, scripts, sip, desk, grid == null ? Grid.NONE : grid));
    startChecks.start();
    configuration.start();
    certificates.start(
        (period, look) ->
            vertx.setPeriodic(
                period.toMillis(),
                id ->
                    vertx
                        .executeBlocking(Executors.callable(look))
                        .onFailure(
                            failure -> LOG.error("the certificates can't be looked at", failure))));
    if (start.settings().httpAccess().tls() != null) {
      PagesCertificates pages =
          new PagesCertificates(start.settings(), http::renewCertificates, certificates::took);
      vertx.setPeriodic(
          PagesCertificates.PERIOD.toMillis(),
          id -> vertx.executeBlocking(Executors.callable(pages::look)));
    }
  }

  private void tellOfCopy() {
    FromCopy copy = start.copy();
    if (copy != null) {
      events.happened(
          EventCode.CONFIGURATION_COPY_USED,
          "this server starts with the last known good configuration, %s of %s, because %s %s"
              .formatted(start.source().file(), copy.keptAt(), start.source().name(), copy.why()));
    }
  }

  private void lookAtEvents() {
    events.tellHeldBack();
    desk.view().ifPresent(alarm::look);
  }

  /** How this server is, in a few words; empty if its core doesn't tick. */
  Optional<String> state() {
    return desk.view()
        .filter(view -> !view.isStaleAt(System.nanoTime()))
        .map(
            view ->
                view.role().toString().toLowerCase(Locale.ROOT)
                    + ", %,d calls, ".formatted(view.calls())
                    + (view.readiness().forSwitchover() ? "" : "not ")
                    + "ready for a switchover");
  }

  /** Reads the configuration anew. */
  void reload() {
    LOG.info("SIGHUP: the configuration is read");
    configuration.reload();
  }

  /** What of a new configuration takes effect while the server runs. */
  private void take(ServerSettings settings, List<ConfigurationChange> changes) {
    Set<Option<?>> changed =
        changes.stream().map(ConfigurationChange::option).collect(Collectors.toSet());
    if (changed.stream().anyMatch(option -> option.section().isNamed())) {
      sip.destinations(SipWiring.destinations(settings));
    }
    if (changed.stream().anyMatch(option -> option.comparison() == Comparison.SHARED)) {
      loop.give(new Input.SharedSettingsConfigured(settings.shared().shared()));
    }
    if (changed.contains(PairOptions.VERBOSE)) {
      LogSetup.verbosity(settings.verbosity());
    }
    if (changed.contains(PairOptions.SIP_MESSAGES)) {
      sip.messages().switchTo(settings.sipMessages());
    }
    if (changed.contains(TServerOptions.UNPROTECTED_ALARM_MINUTES)) {
      alarm.limit(settings.ha().unprotectedAlarm());
    }
    if (changed.contains(TServerOptions.HA_MAX_CALLS_SYNC_AT_ONCE)) {
      loop.give(new Input.LimitConfigured(settings.ha().maxCallsSyncAtOnce()));
    }
  }

  /** The session of the HA connection that is open, 0 if none is. */
  private long session() {
    return desk.view().map(view -> view.connection().session()).orElse(0L);
  }

  private static void await(Future<?> opening) throws CommandFailure {
    try {
      opening
          .toCompletionStage()
          .toCompletableFuture()
          .get(OPEN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new CommandFailure(ExitStatus.UNAVAILABLE, String.valueOf(cause.getMessage()));
    } catch (TimeoutException e) {
      throw new CommandFailure(
          ExitStatus.UNAVAILABLE, "a port was not opened within " + OPEN_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.FAILED, "interrupted");
    }
  }

  /**
   * Ends the server: it hands over if it can, says goodbye, and everything is closed. Takes some
   * seconds at most.
   */
  public void stop() {
    loop.give(new Input.Stop());
    try {
      desk.whenStopped().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.error(
          "the node has not ended after {} s; the process ends all the same",
          STOP_TIMEOUT.toSeconds());
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody fails this future", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    events.happened(EventCode.SERVER_STOPPED, start.settings().applicationName() + " has stopped");
  }

  private void close() {
    startChecks.close();
    configuration.close();
    sip.shutDown();
    loop.stop();
    if (isListening) {
      closed("HA connection", sockets.stop());
    }
    closed("pages", http.stop());
    epochs.close();
    records.close();
    scripts.close();
    closed("Vert.x", vertx.close());
    arbiter.close();
    if (grid != null) {
      grid.close();
    }
  }

  private static void closed(String what, Future<?> closing) {
    try {
      closing
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{} could not be closed in order: {}", what, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No way back, and no hooks: the sooner this process is gone, the sooner its peer takes over. */
  private static void broken() {
    Runtime.getRuntime().halt(ExitStatus.BROKEN);
  }

  private static VertxOptions options() {
    return new VertxOptions()
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(
                    false)); // nothing is served from files: no directory in /tmp
  }

  private static LinkFigures figures(LinkCounts counts) {
    return new LinkFigures(counts.bytesOut(), counts.bytesIn(), counts.refused());
  }

  private static PeerSocketSettings socketSettings(ServerSettings settings) {
    ServerSettings.BackupSync ends = settings.backupSync();
    return new PeerSocketSettings(
        ends.here().host(), ends.here().port(), ends.peer().host(), ends.peer().port(), tls(ends));
  }

  private static @Nullable PeerTls tls(ServerSettings.BackupSync ends) {
    if (ends.tls() == Tls.OFF) {
      return null;
    }
    if (ends.certificate() == null || ends.key() == null || ends.authority() == null) {
      throw new IllegalStateException("tls = required without certificates passed the check");
    }
    return new PeerTls(ends.certificate(), ends.key(), ends.authority());
  }

  private static Scripts scripts(ServerSettings settings, Inputs inputs) {
    ServerSettings.AddressScripts configured = settings.addressScripts();
    return new Scripts(
        Optional.ofNullable(configured).map(ServerSettings.AddressScripts::up),
        Optional.ofNullable(configured).map(ServerSettings.AddressScripts::down),
        configured == null ? Duration.ZERO : configured.timeout(),
        Scripts.environment(
            settings.sip().host(), settings.sip().port(), settings.applicationName()),
        inputs);
  }

  private static HttpSettings httpSettings(ServerSettings settings) {
    Duration command = settings.ha().drainTimeout().plus(CONFIRMATION);
    ServerSettings.AddressScripts address = settings.addressScripts();
    if (address != null) {
      command = command.plus(address.timeout().multipliedBy(2)); // down here, up there
    }
    return new HttpSettings(
        settings.http().host(),
        settings.http().port(),
        command.compareTo(LONGEST_COMMAND) > 0 ? LONGEST_COMMAND : command,
        httpTls(settings),
        settings.httpAccess().reading() == ReadAccess.OPEN,
        settings.backupSync().authority());
  }

  private static @Nullable HttpTls httpTls(ServerSettings settings) {
    ServerSettings.HttpTls tls = settings.httpAccess().tls();
    return tls == null ? null : new HttpTls(tls.certificate(), tls.key(), tls.clientAuthority());
  }
}
