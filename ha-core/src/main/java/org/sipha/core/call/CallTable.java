package org.sipha.core.call;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All calls of a node, in the order of their ids. Only the node's loop writes; any thread reads.
 *
 * <p>Beside each call stands the generation of the peer's process with which it was last shared: a
 * call that this process of the peer has never seen needs no tombstone when it ends.
 */
public final class CallTable implements CallDirectory {
  private final ConcurrentSkipListMap<CallId, Entry> entries = new ConcurrentSkipListMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final EndedCalls ended = new EndedCalls();
  private final CallPacker packer = new CallPacker();
  private volatile boolean awaitingCalls;
  private volatile boolean awaitingGrid;

  private record Entry(CallRecord call, int sharedWith) {}

  /**
   * Stores a copy, in place of an older one of the same call. Doesn't change with whom the call is
   * shared.
   */
  public void put(CallRecord call) {
    Entry before = entries.get(call.id());
    entries.put(call.id(), new Entry(call, before == null ? 0 : before.sharedWith));
    if (before == null) {
      size.incrementAndGet();
    }
  }

  /**
   * Keeps a copy in less memory if it is still that version and encoded; its content is the same.
   */
  public void pack(CallId id, Version version) {
    Entry entry = entries.get(id);
    if (entry != null
        && entry.call.version().equals(version)
        && entry.call.body() instanceof EncodedCall) {
      EncodedCall body = (EncodedCall) entry.call.body();
      entries.put(id, new Entry(entry.call.withBody(body.packed(packer)), entry.sharedWith));
    }
  }

  /** Takes a call out; empty if there is none. */
  public Optional<CallRecord> remove(CallId id) {
    Entry removed = entries.remove(id);
    if (removed == null) {
      return Optional.empty();
    }
    size.decrementAndGet();
    return Optional.of(removed.call);
  }

  /** The last ends. */
  public EndedCalls ended() {
    return ended;
  }

  /**
   * Remembers that the peer's process of this generation may hold the call. Generations count from
   * 1.
   */
  public void share(CallId id, int generation) {
    Entry entry = entries.get(id);
    if (entry != null && entry.sharedWith != generation) {
      entries.put(id, new Entry(entry.call, generation));
    }
  }

  /** Whether the peer's process of this generation may hold the call. */
  public boolean isShared(CallId id, int generation) {
    Entry entry = entries.get(id);
    return entry != null && entry.sharedWith == generation;
  }

  @Override
  public Optional<CallRecord> find(CallId id) {
    Entry entry = entries.get(id);
    return entry == null ? Optional.empty() : Optional.of(entry.call);
  }

  @Override
  public boolean hasEnded(CallId id) {
    return ended.contains(id);
  }

  @Override
  public boolean isAwaitingCalls() {
    return awaitingCalls || awaitingGrid;
  }

  /** Says whether calls that only the peer holds may still come. */
  public void awaitingCalls(boolean awaiting) {
    awaitingCalls = awaiting;
  }

  /** Says whether calls that only the grid has may still come. */
  public void awaitingGrid(boolean awaiting) {
    awaitingGrid = awaiting;
  }

  @Override
  public int size() {
    return size.get();
  }

  @Override
  public List<CallRecord> page(@Nullable CallId after, int limit) {
    Iterator<Entry> rest =
        (after == null ? entries : entries.tailMap(after, false)).values().iterator();
    List<CallRecord> page = new ArrayList<>(Math.min(limit, 1_000));
    while (page.size() < limit && rest.hasNext()) {
      page.add(rest.next().call);
    }
    return page;
  }

  /**
   * Every call, in the order of ids, as a moment's truth that later writes may or may not change.
   */
  public Iterable<CallRecord> all() {
    return () -> {
      Iterator<Entry> inner = entries.values().iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return inner.hasNext();
        }

        @Override
        public CallRecord next() {
          return inner.next().call;
        }
      };
    };
  }
}
