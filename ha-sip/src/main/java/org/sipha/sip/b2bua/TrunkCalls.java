package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.sip.route.Place;

/**
 * How many calls each trunk has, for its capacity and for statistics. Calls of this server are
 * counted as they begin and end. Inherited ones are counted by a scan of the directory beside the
 * work ({@link #inherited}), since only a decoded call tells its trunks: until that is done the
 * figure is too low, never too high. Written by the SIP loop; {@link #of} may be asked by any
 * thread.
 */
final class TrunkCalls {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /**
   * Trunks of each call that has any; lists are shared, so an idle call costs an entry and no more.
   */
  private final Map<CallId, List<String>> trunksOf = new HashMap<>();

  private final Map<List<String>, List<String>> sharedLists = new HashMap<>();

  /**
   * Calls that ended while the scan is running: it may still come upon them. Null when it is done.
   */
  private @Nullable Set<CallId> endedDuringScan = new HashSet<>();

  /** The trunks among the places of a call. */
  static List<String> trunks(List<String> places) {
    List<String> trunks = new ArrayList<>(2);
    for (String place : places) {
      if (Place.isTrunk(place)) {
        trunks.add(Place.trunkName(place));
      }
    }
    return trunks;
  }

  /** A call is there; counting it twice does no harm. */
  void began(CallId id, List<String> places) {
    List<String> trunks = trunks(places);
    if (!trunks.isEmpty()) {
      List<String> shared = sharedLists.computeIfAbsent(trunks, List::copyOf);
      if (trunksOf.putIfAbsent(id, shared) == null) {
        shared.forEach(trunk -> counts.merge(trunk, 1, Integer::sum));
      }
    }
  }

  void ended(CallId id) {
    if (endedDuringScan != null) {
      endedDuringScan.add(id);
    }
    List<String> trunks = trunksOf.remove(id);
    if (trunks != null) {
      trunks.forEach(trunk -> counts.merge(trunk, -1, Integer::sum));
    }
  }

  /** The scan has come upon a call that was there when it looked. */
  void inherited(CallId id, List<String> places) {
    if (endedDuringScan != null && !endedDuringScan.contains(id)) {
      began(id, places);
    }
  }

  void scanDone() {
    endedDuringScan = null;
  }

  /** Calls on a trunk. */
  int of(String trunk) {
    return counts.getOrDefault(trunk, 0);
  }
}
