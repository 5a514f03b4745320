package org.sipha.dist.records;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDetailRecord;

/** A call detail record as one line of JSON. */
final class RecordJson {
  static final String ID = "id";
  static final String ANSWERED = "answered";
  static final String ENDED = "ended";
  static final String REASON = "reason";
  static final String SERVERS = "servers";

  /** Always with milliseconds, so that the order of the texts is the order of the times. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss.")
          .appendValue(ChronoField.MILLI_OF_SECOND, 3) // SSS is a fraction, which takes decimals
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private RecordJson() {}

  static String line(CallDetailRecord ended) {
    int status = ended.ending().status();
    return new JsonObject()
        .put(ID, ended.id().toString())
        .put("from", ended.from())
        .put("to", ended.to())
        .put("callerPlace", ended.callerPlace())
        .put("calleePlace", ended.calleePlace())
        .put("callerCallId", ended.callerCallId())
        .put("calleeCallId", ended.calleeCallId())
        .put("multisite", ended.multisite())
        .put("invited", time(ended.invitedAtMillis()))
        .put(ANSWERED, time(ended.answeredAtMillis()))
        .put(ENDED, time(ended.endedAtMillis()))
        .put("durationMillis", ended.durationMillis())
        .put(REASON, ended.ending().reason().toString())
        .put("status", status == 0 ? null : status)
        .put(SERVERS, new JsonArray(ended.servers()))
        .encode();
  }

  private static @Nullable String time(long millis) {
    return millis == 0 ? null : TIME.format(Instant.ofEpochMilli(millis));
  }
}
