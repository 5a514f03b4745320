package org.sipha.sip.message;

import gov.nist.core.CommonLogger;
import gov.nist.core.StackLogger;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where JAIN-SIP logs to. Without it the library looks for log4j at its first bad message and fails
 * with {@code NoClassDefFoundError}. It logs whole messages at its higher levels, so all of it is
 * DEBUG here.
 */
final class JainLog implements StackLogger {
  private static final Logger LOG = LoggerFactory.getLogger(JainLog.class);

  private JainLog() {}

  /** To be called before the first message is parsed. */
  static synchronized void install() {
    if (!(CommonLogger.legacyLogger instanceof JainLog)) {
      CommonLogger.legacyLogger = new JainLog();
      CommonLogger.useLegacyLogger = true;
    }
  }

  private static void debug(String text) {
    LOG.debug("{}", text);
  }

  @Override
  public void logStackTrace() {}

  @Override
  public void logStackTrace(int traceLevel) {}

  @Override
  public int getLineCount() {
    return 0;
  }

  @Override
  public void logException(Throwable ex) {
    LOG.debug("parser", ex);
  }

  @Override
  public void logDebug(String message) {
    debug(message);
  }

  @Override
  public void logDebug(String message, Exception ex) {
    LOG.debug(message, ex);
  }

  @Override
  public void logTrace(String message) {}

  @Override
  public void logFatalError(String message) {
    debug(message);
  }

  @Override
  public void logError(String message) {
    debug(message);
  }

  /** The library guards its debug lines by this, and they are many for each message. */
  @Override
  public boolean isLoggingEnabled() {
    return false;
  }

  @Override
  public boolean isLoggingEnabled(int logLevel) {
    return false;
  }

  @Override
  public void logError(String message, Exception ex) {
    LOG.debug(message, ex);
  }

  @Override
  public void logWarning(String message) {
    debug(message);
  }

  @Override
  public void logInfo(String message) {
    debug(message);
  }

  @Override
  public void disableLogging() {}

  @Override
  public void enableLogging() {}

  @Override
  public void setBuildTimeStamp(String buildTimeStamp) {}

  @Override
  public void setStackProperties(Properties stackProperties) {}

  @Override
  public String getLoggerName() {
    return LOG.getName();
  }
}
