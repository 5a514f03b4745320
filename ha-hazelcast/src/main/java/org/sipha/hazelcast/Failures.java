package org.sipha.hazelcast;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What went wrong, in words for an operator. */
final class Failures {
  private Failures() {}

  static String text(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof SplitBrainProtectionException) {
      return "it refuses reads and writes: less than half of its members are left, or can reach one"
          + " another";
    }
    if (cause instanceof HazelcastClientOfflineException
        || cause instanceof HazelcastClientNotActiveException) {
      return "no member is reached";
    }
    if (cause instanceof IndeterminateOperationStateException) {
      return "a member left while it was written to";
    }
    if (cause instanceof TimeoutException) {
      return "a member doesn't answer";
    }
    return cause.toString();
  }
}
