package org.sipha.dist.arbiter;

import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.node.Input.ArbiterGranted;
import org.sipha.core.node.Input.ArbiterReleased;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.OpenedArbiter;

/**
 * The arbiter of two hosts without a witness: a person, or a VIP manager such as keepalived, who
 * says {@code promote} and {@code demote}. It grants whatever somebody has decided or both nodes
 * know, and refuses only where nobody can know whether the peer still serves behind a cut
 * connection (SPEC 4). It holds nothing, so it never loses a right.
 */
public final class ManualArbiter implements OpenedArbiter {
  private final Inputs inputs;

  /** An arbiter that answers to {@code inputs}. */
  public ManualArbiter(Inputs inputs) {
    this.inputs = inputs;
  }

  @Override
  public void ask(AskReason reason, long gone) {
    switch (reason) {
      case PEER_SILENT, STARTED_ALONE ->
          inputs.give(
              new ArbiterDenied(
                  "the peer can't be seen and the arbiter is manual: make sure that it doesn't serve, then promote"));
      case PEER_GONE, HANDED_OVER, AGREED, RECLAIM, COMMANDED ->
          inputs.give(new ArbiterGranted(0, WITHOUT_END));
    }
  }

  @Override
  public void release() {
    inputs.give(new ArbiterReleased());
  }

  /** There is no place: the nodes tell each other. */
  @Override
  public void remember(long epoch) {}

  @Override
  public void close() {}
}
