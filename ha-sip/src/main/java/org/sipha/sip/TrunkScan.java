package org.sipha.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.sip.b2bua.BackToBackUserAgent;
import org.sipha.sip.b2bua.CallStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the agent which trunks the inherited calls are on. Decoding all calls takes a second: not
 * on the SIP loop.
 */
final class TrunkScan {
  private static final Logger LOG = LoggerFactory.getLogger(TrunkScan.class);
  private static final int PAGE = 500;

  private record Found(CallId id, List<String> places) {}

  private TrunkScan() {}

  static void run(CallStore store, SipLoop loop, BackToBackUserAgent agent) {
    @Nullable CallId last = null;
    List<CallRecord> page;
    do {
      page = store.directory().page(last, PAGE);
      List<Found> found = new ArrayList<>(page.size());
      for (CallRecord kept : page) {
        last = kept.id();
        add(store, kept, found);
      }
      loop.execute(() -> found.forEach(call -> agent.countInherited(call.id, call.places)));
    } while (page.size() == PAGE);
    loop.execute(agent::countedInherited);
  }

  private static void add(CallStore store, CallRecord kept, List<Found> found) {
    try {
      Call call = kept.body().decoded(store.codec());
      found.add(new Found(call.id(), List.of(call.a().destination(), call.b().destination())));
    } catch (IllegalArgumentException e) {
      LOG.warn("call {} can't be read: {}", kept.id(), e.getMessage());
    }
  }
}
