package org.sipha.dist;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.sipha.config.type.LogFormat;
import org.sipha.config.type.Verbosity;
import org.sipha.http.HttpService;
import org.sipha.sip.trace.MessageLog;
import org.slf4j.LoggerFactory;

/**
 * The log of a server: one line for each thing said, on standard output or in a file that rolls
 * over. Commands other than {@code server} keep to {@code logback.xml}, which shows only warnings,
 * on standard error.
 */
public final class LogSetup {

  /** The marker is an event's code; a line without one has no brackets either. */
  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %replace([%marker] ){'^\\[\\] $',"
          + " ''}%msg%n";

  private static final String FILE_SIZE = "20MB";
  private static final String ALL_FILES = "500MB";
  private static final int DAYS = 30;
  private static final int WAITING_MESSAGES = 2_000;

  private LogSetup() {}

  /**
   * Sends the log of this process where it belongs.
   *
   * @param server names the file
   * @param directory for {@code SERVER.log}; empty means standard output
   * @param format of a line
   * @param verbosity how much; libraries say nothing below a warning unless it is all
   */
  public static void server(
      String server, Optional<Path> directory, LogFormat format, Verbosity verbosity) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    OutputStreamAppender<ILoggingEvent> appender =
        directory.isPresent() ? rolling(context, directory.get(), server) : new ConsoleAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder(context, format));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    context.getLogger(MessageLog.class).setLevel(Level.INFO); // has a switch of its own
    logWithoutWaiting(context.getLogger(MessageLog.class), appender);
    verbosity(verbosity);
  }

  static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    Layout<ILoggingEvent> layout = format == LogFormat.JSON ? new JsonLayout() : plain();
    layout.setContext(context);
    layout.start();
    encoder.setLayout(layout);
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.start();
    return encoder;
  }

  private static PatternLayout plain() {
    PatternLayout layout = new PatternLayout();
    layout.setPattern(LINE);
    return layout;
  }

  /** From now on so much is logged. */
  public static void verbosity(Verbosity verbosity) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Level ours = verbosity.threshold().map(level -> Level.toLevel(level.name())).orElse(Level.OFF);
    context.getLogger("org.sipha").setLevel(ours);
    context.getLogger(HttpService.AUDIT_LOG).setLevel(Level.INFO); // who did it is never left out
    boolean librariesToo = verbosity == Verbosity.ALL || ours.isGreaterOrEqual(Level.WARN);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(librariesToo ? ours : Level.WARN);
    // It warns of each try to reach a member that isn't there; we say it once.
    context.getLogger("com.hazelcast").setLevel(librariesToo ? ours : Level.ERROR);
  }

  /** Its messages may be left out, but no disk keeps the SIP loop waiting for them. */
  private static void logWithoutWaiting(Logger logger, Appender<ILoggingEvent> appender) {
    AsyncAppender async = new AsyncAppender();
    async.setContext(logger.getLoggerContext());
    async.setNeverBlock(true);
    async.setQueueSize(WAITING_MESSAGES);
    async.setDiscardingThreshold(0); // of the last fifth, too, none is left out while there is room
    async.addAppender(appender);
    async.start();
    logger.setAdditive(false);
    logger.addAppender(async);
  }

  private static RollingFileAppender<ILoggingEvent> rolling(
      LoggerContext context, Path directory, String server) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(directory.resolve(server + ".log").toString());
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(directory.resolve(server + ".%d.%i.log.gz").toString());
    policy.setMaxFileSize(FileSize.valueOf(FILE_SIZE));
    policy.setTotalSizeCap(FileSize.valueOf(ALL_FILES));
    policy.setMaxHistory(DAYS);
    policy.start();
    appender.setRollingPolicy(policy);
    appender.setTriggeringPolicy(policy);
    return appender;
  }
}
