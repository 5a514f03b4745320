package org.sipha.dist.server;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.LogSetup;
import org.sipha.dist.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * A server from the command line to its end: configuration, log, start, and the ways in which a
 * process ends.
 */
public final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);

  private ServerRun() {}

  /**
   * Runs a server until the process is told to end; then it hands over, says goodbye and closes.
   *
   * @return the exit status, if the process ends by itself
   * @throws CommandFailure if it can't start; nothing is left open then
   */
  public static int inForeground(ServerOptions options) throws CommandFailure, IOException {
    StartConfiguration start = StartConfiguration.read(options.configuration());
    startLog(start, options);
    Thread.setDefaultUncaughtExceptionHandler(ServerRun::broken);
    ServerProcess server = ServerProcess.start(start, options.labSettling());
    // As daemons do. A terminal that closes says the same: a server doesn't end with it.
    Signal.handle(new Signal("HUP"), signal -> server.reload());
    Optional<ServiceManager> manager = ServiceManager.of(System.getenv(), server::state);
    manager.ifPresent(ServiceManager::ready);
    AtomicBoolean stopping = new AtomicBoolean();
    Thread stop =
        new Thread(
            () -> {
              stopping.set(true);
              manager.ifPresent(ServiceManager::stopping);
              server.stop();
            },
            "sipha-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    if (options.parentWatch()) {
      ParentWatch.start(
          System.in,
          () -> {
            if (!stopping.get()) {
              LOG.info("the process that started this server has ended");
              System.exit(ExitStatus.DONE);
            }
          });
    }
    try {
      new CountDownLatch(1).await(); // SIGTERM ends the process through the hook
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.DONE;
  }

  /**
   * Without one of its threads a server only seems to work: it ends, so that its peer takes over.
   */
  private static void broken(Thread thread, Throwable mistake) {
    LOG.error("the thread {} has failed, so this server ends", thread.getName(), mistake);
    Runtime.getRuntime().halt(ExitStatus.BROKEN);
  }

  private static void startLog(StartConfiguration start, ServerOptions options) {
    ServerSettings settings = start.settings();
    LogSetup.server(
        settings.applicationName(),
        options.logDirectory(),
        settings.logFormat(),
        settings.verbosity());
    LOG.info(
        "sipha {}, server {} (id {}), process {}, Java {}, configuration {}",
        Version.text(),
        settings.applicationName(),
        settings.serverId(),
        ProcessHandle.current().pid(),
        Runtime.version(),
        start.source().name());
    start.strangeName().ifPresent(LOG::warn);
    start.valid().warnings().forEach(warning -> LOG.warn("{}", ProblemReport.line(warning)));
    options
        .labSettling()
        .ifPresent(
            time ->
                LOG.warn(
                    "--lab-settling: {} ms instead of 60 s make this server ready for a switchover; for tests only",
                    time.toMillis()));
  }
}
