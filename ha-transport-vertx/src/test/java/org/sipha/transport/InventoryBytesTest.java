package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.link.PeerMessage.SyncCall;

/**
 * What the inventory costs on the wire (SPEC 3.5), in bytes of real frames between two real nodes.
 * {@code -Dsipha.inventory.calls=N} says how many calls are held.
 */
class InventoryBytesTest {
  private static final int CALLS = Integer.getInteger("sipha.inventory.calls", 100_000);
  private static final int DIFFERING = 50;

  private final NodesOnOneWire pair = new NodesOnOneWire();
  private final List<CallId> calls = new ArrayList<>();

  @Test
  void aLossOf10sCostsWhatDiffersAndNotWhatIsHeld() {
    meet();

    long nothing = bytesAfterALoss(0);
    long differing = bytesAfterALoss(DIFFERING);
    long tenTimes = bytesAfterALoss(10 * DIFFERING);

    figure("nothing differs", nothing);
    figure(DIFFERING + " differ", differing);
    figure(10 * DIFFERING + " differ", tenTimes);
    assertThat(nothing).isLessThan(1_000);
    assertThat(differing).isLessThan(DIFFERING * 600L);
    assertThat(tenTimes).isLessThan(10 * DIFFERING * 600L);
  }

  @Test
  void comparingAllIdsCostsMuchMoreAndAllMissingCostsOnePass() {
    meet();

    pair.restart(1);
    pair.untilSynchronized(0);
    long missing = pair.inventoryBytes();
    int sent = pair.count(SyncCall.class);
    for (int inventory = 3; inventory < 10; inventory++) {
      bytesAfterALoss(0);
    }
    long full = bytesAfterALoss(0);

    figure("all missing", missing);
    figure("compared in full", full);
    assertThat(missing).isLessThan(1_000);
    assertThat(sent).isEqualTo(CALLS);
    assertThat(full).isGreaterThan(CALLS * 10L);
  }

  private void meet() {
    pair.start(0);
    pair.start(1);
    pair.untilSynchronized(0);
    for (int i = 0; i < CALLS; i++) {
      calls.add(pair.setUpCall(0, i));
    }
    pair.run(2);
  }

  private long bytesAfterALoss(int differing) {
    pair.cut();
    pair.run(10);
    List<CallId> changed = new ArrayList<>(calls);
    Collections.shuffle(changed, new Random(differing));
    changed.subList(0, differing).forEach(id -> pair.changeCall(0, id));
    pair.heal();
    pair.untilSynchronized(0);
    assertThat(pair.areEqual()).isTrue();
    return pair.inventoryBytes();
  }

  private static void figure(String what, long bytes) {
    System.out.printf(
        "FIGURE inventory of %,d calls, %s: %,d bytes, %.3f a call held%n",
        CALLS, what, bytes, (double) bytes / CALLS);
  }
}
