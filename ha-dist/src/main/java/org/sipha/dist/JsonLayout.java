package org.sipha.dist;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * A line of the log as one JSON object: {@code time}, {@code level}, {@code logger}, {@code event}
 * if it is one, {@code message}, and {@code exception} with its stack if there is one.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Override
  public String doLayout(ILoggingEvent line) {
    JsonObject json =
        new JsonObject()
            .put("time", TIME.format(Instant.ofEpochMilli(line.getTimeStamp())))
            .put("level", line.getLevel().toString())
            .put("logger", line.getLoggerName());
    @Nullable List<Marker> markers = line.getMarkerList();
    if (markers != null) {
      json.put("event", markers.get(0).getName());
    }
    json.put("message", line.getFormattedMessage());
    @Nullable IThrowableProxy exception = line.getThrowableProxy();
    if (exception != null) {
      json.put("exception", ThrowableProxyUtil.asString(exception));
    }
    return json.encode() + "\n";
  }
}
