package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;

/** Sees to it that the state file and the servers know what the journal says. */
final class Scribe {
  private final Journal journal;
  private final StateFile file;
  private final JsonObject chosen;
  private final Method method;
  private final Teller teller;

  /**
   * A scribe.
   *
   * @param chosen see {@link Methods#chosen}
   */
  Scribe(Journal journal, StateFile file, JsonObject chosen, Method method, Teller teller) {
    this.journal = journal;
    this.file = file;
    this.chosen = chosen.copy();
    this.method = method;
    this.teller = teller;
  }

  Journal journal() {
    return journal;
  }

  /** On disk when this returns; the servers hear of it soon. */
  void save() throws IOException {
    journal.method(chosen.copy().put("servers", method.kept()));
    file.write(journal);
    teller.tell(journal.document());
  }

  /** A figure has changed, and nothing to resume from. */
  void tell() {
    teller.tell(journal.document());
  }

  /** Writes down what is going to be done to a server, before it is. */
  void note(String node, Hand hand) throws IOException {
    journal.hand(node, hand);
    save();
  }

  /** Ends it if another upgrade of the pair has begun, as a server says. */
  void refuseIfUnwanted() throws Ended {
    if (teller.objection().isPresent()) {
      throw new Ended(
          Journal.Standing.REFUSED,
          "Another upgrade of this pair is running. " + teller.objection().get());
    }
  }
}
