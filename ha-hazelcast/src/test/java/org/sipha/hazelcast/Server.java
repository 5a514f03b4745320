package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.port.GridSettings;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.core.registration.RegistrationRecord;

/** A server as far as its grid sees it: a table, and what the node is told. */
final class Server implements AutoCloseable, RegistrationDirectory {
  final CallTable calls = new CallTable();
  final Map<String, RegistrationRecord> registrations = new ConcurrentHashMap<>();
  final HazelcastGrid grid;
  private final List<Input> told = new CopyOnWriteArrayList<>();
  private final List<CallRecord> recalled = new CopyOnWriteArrayList<>();
  private final List<RegistrationRecord> recalledRegistrations = new CopyOnWriteArrayList<>();
  private volatile Input.@Nullable GridState state;
  volatile int mostWaiting;

  Server(String pairName, List<String> members) {
    grid =
        HazelcastGrid.open(
            new GridSettings(pairName, "sips-a", Members.CLUSTER, members),
            new Table(calls, this, Samples.CODEC),
            this::tell);
  }

  private void tell(Input input) {
    if (input instanceof Input.GridState now) {
      state = now;
      mostWaiting = Math.max(mostWaiting, now.waiting());
      return;
    }
    told.add(input);
    if (input instanceof Input.Recalled part) {
      assertThat(part.calls().size() + part.registrations().size()).isBetween(1, 200);
      recalled.addAll(part.calls());
      recalledRegistrations.addAll(part.registrations());
      grid.recallOn();
    }
  }

  /** Sets a call up or changes it, as a serving node does. */
  void put(CallRecord call) {
    calls.put(call);
    grid.put(call);
  }

  void put(RegistrationRecord registration) {
    registrations.put(registration.dn(), registration);
    grid.put(registration);
  }

  void end(CallId id, Version version) {
    calls.remove(id);
    grid.remove(id, version);
  }

  Server await(State wanted) {
    Eventually.until(
        "the grid is " + wanted,
        () -> state != null && state.state() == wanted,
        () -> String.valueOf(state));
    return this;
  }

  /** After this server has begun to serve: all that it held then has arrived in the map. */
  Server settled() {
    Eventually.until(
        "the map is current and nothing waits",
        () -> state != null && state.state() == State.CURRENT && state.waiting() == 0,
        () -> String.valueOf(state));
    return this;
  }

  Input.@Nullable GridState state() {
    return state;
  }

  /** Everything that the map has of this pair and this server lacks, by call. */
  Map<CallId, Version> recall() {
    recalled.clear();
    recalledRegistrations.clear();
    told.clear();
    grid.recall();
    Eventually.until("the recall has ended", () -> end().isPresent(), () -> told.size());
    assertThat(end().orElseThrow()).isEqualTo(new Input.RecallEnded(true, ""));
    Map<CallId, Version> versions = new TreeMap<>();
    recalled.forEach(call -> versions.put(call.id(), call.version()));
    assertThat(versions).hasSameSizeAs(recalled);
    return versions;
  }

  /** The map comes to have exactly these calls that this server lacks. */
  void awaitInMap(Map<CallId, Version> expected) {
    Map<CallId, Version> found = new TreeMap<>();
    Eventually.until(
        "the map has what it should have",
        () -> {
          found.clear();
          found.putAll(recall());
          return found.equals(expected);
        },
        () -> found);
  }

  List<RegistrationRecord> recalledRegistrations() {
    return new ArrayList<>(recalledRegistrations);
  }

  Optional<Input.RecallEnded> end() {
    return told.stream()
        .filter(Input.RecallEnded.class::isInstance)
        .map(Input.RecallEnded.class::cast)
        .findFirst();
  }

  @Nullable CallRecord recall(CallId id) {
    told.clear();
    grid.recall(id);
    Eventually.until("the call is told", () -> !told.isEmpty(), () -> told);
    Input.RecalledOne one = (Input.RecalledOne) told.get(0);
    assertThat(one.id()).isEqualTo(id);
    return one.call();
  }

  @Override
  public Optional<Registration> find(String dn) {
    return Optional.ofNullable(registrations.get(dn)).map(RegistrationRecord::registration);
  }

  @Override
  public List<Registration> all() {
    return registrations.values().stream().map(RegistrationRecord::registration).toList();
  }

  @Override
  public List<RegistrationRecord> copies() {
    return List.copyOf(registrations.values());
  }

  @Override
  public void close() {
    grid.close();
  }
}
