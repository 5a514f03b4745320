package org.sipha.dist.records;

import java.util.List;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;

/** Call detail records for tests. */
final class RecordSamples {
  static final long INVITED = 1_790_000_000_000L;

  private RecordSamples() {}

  static CallDetailRecord answered(int number, long endedAtMillis, Integer... servers) {
    return record(number, INVITED + 1_000, endedAtMillis, EndReason.CALLER_HUNG_UP, servers);
  }

  static CallDetailRecord unanswered(int number, long endedAtMillis, Integer... servers) {
    return record(number, 0, endedAtMillis, EndReason.CANCELLED, servers);
  }

  private static CallDetailRecord record(
      int number, long answeredAtMillis, long endedAtMillis, EndReason reason, Integer... servers) {
    return new CallDetailRecord(
        CallId.of(1, 1, number),
        "1001",
        "9\"\u00fc",
        "dn:1001",
        "trunk:west",
        "a@x",
        "b@x",
        true,
        INVITED,
        answeredAtMillis,
        endedAtMillis,
        Ending.of(reason),
        List.of(servers));
  }
}
