package org.sipha.transport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sipha.core.event.Events;
import org.slf4j.LoggerFactory;

/** What is written to the log meanwhile, at WARN and above. */
final class WrittenLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** Writes events to the log, as a server does. */
  static final Events EVENTS =
      (code, text) ->
          LoggerFactory.getLogger("events")
              .atLevel(org.slf4j.event.Level.valueOf(code.severity().name()))
              .log("[" + code + "] " + text);

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final List<String> lines = new CopyOnWriteArrayList<>();

  WrittenLog() {
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      lines.add(event.getFormattedMessage());
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
