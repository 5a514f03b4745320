package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.node.Input.RegistrationChanged;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.core.registration.RegistrationRecord;

/**
 * Keeps calls and registrations as a pair would, and lets answers go at once or when a test says
 * so.
 */
final class FakeCore implements Inputs, RegistrationDirectory {
  final CallTable table = new CallTable();
  final Map<String, Registration> registrations = new TreeMap<>();
  final List<Input> inputs = new ArrayList<>();
  final List<Long> waitingGates = new ArrayList<>();
  final List<CallId> ended = new ArrayList<>();
  final Codec codec = new Codec();
  boolean holdsAnswers;

  /** A core that has stopped listening: what it is told is lost, as with a primary that dies. */
  boolean isDeaf;

  long epoch = 1;
  private LongConsumer letGo = gate -> {};

  void letGoBy(LongConsumer action) {
    letGo = action;
  }

  CallDirectory directory() {
    return table;
  }

  @Override
  public synchronized void give(Input input) {
    if (isDeaf) {
      return;
    }
    inputs.add(input);
    if (input instanceof CallChanged changed) {
      keep(changed);
      gate(changed.gate());
    } else if (input instanceof CallEnded end) {
      table.ended().add(end.id(), 0);
      table.remove(end.id());
      ended.add(end.id());
      gate(end.gate());
    } else if (input instanceof RegistrationChanged changed) {
      registrations.put(changed.registration().dn(), changed.registration());
      gate(changed.gate());
    }
  }

  @Override
  public Optional<Registration> find(String dn) {
    return Optional.ofNullable(registrations.get(dn));
  }

  @Override
  public List<Registration> all() {
    return List.copyOf(registrations.values());
  }

  @Override
  public List<RegistrationRecord> copies() {
    return registrations.values().stream()
        .map(registration -> new RegistrationRecord(registration, new Version(epoch, 1, 1)))
        .toList();
  }

  private void keep(CallChanged changed) {
    Call call = changed.call();
    Version version =
        table
            .find(call.id())
            .map(before -> before.version().next(epoch, 1))
            .orElse(new Version(epoch, 1, 1));
    table.put(CallRecord.of(call, changed.kept(), version, 0));
  }

  private void gate(long gate) {
    if (gate != 0) {
      waitingGates.add(gate);
      if (!holdsAnswers) {
        letGoAll();
      }
    }
  }

  void letGoAll() {
    List<Long> open = List.copyOf(waitingGates);
    waitingGates.clear();
    open.forEach(letGo::accept);
  }

  /** The calls as a backup keeps them. */
  void encodeAll() {
    for (CallRecord kept : table.page(null, Integer.MAX_VALUE)) {
      if (kept.body() instanceof EncodedCall) {
        continue;
      }
      byte[] bytes = codec.encode(kept.body().decoded(codec));
      table.put(
          new CallRecord(
              kept.id(),
              kept.version(),
              kept.bornSession(),
              kept.multisite(),
              kept.state(),
              new EncodedCall(bytes),
              kept.nextTimerMillis()));
    }
  }

  /** The only call. */
  Call call() {
    return calls().get(0);
  }

  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    table.page(null, Integer.MAX_VALUE).forEach(kept -> calls.add(kept.body().decoded(codec)));
    return calls;
  }

  Optional<CallState> state() {
    return calls().stream().map(Call::state).findFirst();
  }

  /** Bytes that stand for a call. */
  static final class Codec implements CallCodec {
    int decoded;
    private final Map<String, Call> byName = new LinkedHashMap<>();

    @Override
    public byte[] encode(Call call) {
      String name = call.id() + "#" + byName.size();
      byName.put(name, call);
      return name.getBytes(UTF_8);
    }

    @Override
    public Call decode(byte[] bytes) {
      decoded++;
      @Nullable Call call = byName.get(new String(bytes, UTF_8));
      if (call == null) {
        throw new IllegalArgumentException("unknown bytes");
      }
      return call;
    }
  }
}
