package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sipha.config.type.Verbosity;
import org.sipha.http.HttpService;
import org.slf4j.LoggerFactory;

/** What each verbosity lets through. */
class LogSetupTest {
  private final Map<Logger, Level> before = new LinkedHashMap<>();

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void keepLevels() {
    for (String name : List.of(org.slf4j.Logger.ROOT_LOGGER_NAME, "org.sipha", "sipha.audit")) {
      before.put(logger(name), logger(name).getLevel());
    }
  }

  @AfterEach
  void restoreLevels() {
    before.forEach(Logger::setLevel);
  }

  @ParameterizedTest
  @EnumSource(Verbosity.class)
  void theAuditIsWrittenWithEveryVerbosity(Verbosity verbosity) {
    LogSetup.verbosity(verbosity);
    assertThat(logger(HttpService.AUDIT_LOG).isInfoEnabled()).isTrue();
    assertThat(logger("org.sipha.x").isErrorEnabled()).isEqualTo(verbosity != Verbosity.NONE);
  }
}
