package org.sipha.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is written to the audit log while this is open. */
final class AuditLines implements AutoCloseable {
  private final Logger log = (Logger) LoggerFactory.getLogger(HttpService.AUDIT_LOG);
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  AuditLines() {
    log.setLevel(Level.INFO);
    appender.start();
    log.addAppender(appender);
  }

  /** The lines; those of answers that have been received are there. */
  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    log.detachAppender(appender);
    log.setLevel(null);
  }
}
