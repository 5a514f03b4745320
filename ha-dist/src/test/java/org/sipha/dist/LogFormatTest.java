package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.config.type.LogFormat;
import org.slf4j.MarkerFactory;

/** Both formats of a line of the log. */
class LogFormatTest {
  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("org.sipha.http.Routes");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void aPlainLineHasTheCodeOfItsEventInBrackets() {
    write(LogFormat.PLAIN);

    logger.atWarn().addMarker(MarkerFactory.getMarker("connection-down")).log("lost {} ago");
    logger.info("{} is open", 8080);

    assertThat(lines().get(0))
        .matches("[0-9T:.+Z-]+ WARN  Routes \\[connection-down] lost \\{} ago");
    assertThat(lines().get(1)).matches("[0-9T:.+Z-]+ INFO  Routes 8080 is open");
  }

  @Test
  void aJsonLineIsAnObjectWithTheCodeOfItsEvent() {
    write(LogFormat.JSON);

    logger.atWarn().addMarker(MarkerFactory.getMarker("connection-down")).log("\"lost\"\nagain");

    JsonObject line = new JsonObject(lines().get(0));
    assertThat(line.fieldNames()).containsExactly("time", "level", "logger", "event", "message");
    assertThat(line.getString("time")).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z");
    assertThat(line.getString("level")).isEqualTo("WARN");
    assertThat(line.getString("logger")).isEqualTo("org.sipha.http.Routes");
    assertThat(line.getString("event")).isEqualTo("connection-down");
    assertThat(line.getString("message")).isEqualTo("\"lost\"\nagain");
  }

  @Test
  void aJsonLineThatIsNoEventHasNoCodeAndAnExceptionStaysInItsLine() {
    write(LogFormat.JSON);

    logger.error("{} failed", "/", new IllegalStateException("on purpose"));

    assertThat(lines()).hasSize(1);
    JsonObject line = new JsonObject(lines().get(0));
    assertThat(line.fieldNames())
        .containsExactly("time", "level", "logger", "message", "exception");
    assertThat(line.getString("message")).isEqualTo("/ failed");
    assertThat(line.getString("exception"))
        .startsWith("java.lang.IllegalStateException: on purpose")
        .contains("LogFormatTest");
  }

  private void write(LogFormat format) {
    context.setMDCAdapter(new LogbackMDCAdapter()); // without one no line is written
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(LogSetup.encoder(context, format));
    appender.setOutputStream(out);
    appender.start();
    logger.addAppender(appender);
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
