package org.sipha.arbiter.etcd;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sipha.core.port.LeaseSettings;

/**
 * What a pair keeps in etcd:
 *
 * <pre>
 * /sipha/PAIR/primary   who may serve: {"server":"sips-a","incarnation":"81985529216486895"}
 * /sipha/PAIR/epoch     the highest epoch number that a holder told, in decimal digits
 * </pre>
 *
 * <p>Both stay until somebody changes them. Whoever holds the right writes the primary's key anew
 * with each renewal. Another may take it when it has watched the key unchanged for the whole lease
 * ({@link Watch}).
 *
 * <p>Never do two hold the right:
 *
 * <ul>
 *   <li>The holder's right ends a lease less a margin after it <em>sent</em> the last write that it
 *       knows to have been done. etcd did that write later than it was sent, and who watches saw it
 *       later still. So the lease is over there after the right has ended here.
 *   <li>Each write gives the key a new revision, the fencing token, and each is conditional on the
 *       revision before. If the holder has written in between, another's taking fails; if another
 *       has taken it, the holder's renewal fails, and all else that it writes.
 *   <li>A write whose answer was lost may have been done, or be done late. Then the key has this
 *       process's incarnation at a revision that it doesn't know. Nobody else writes that, so it
 *       goes on from there; but what isn't known to have been done makes no right longer.
 *   <li>No two clocks are compared, only spans of time. A twentieth of the lease, which is in the
 *       margin, makes up for clocks of different speed. Who was suspended while it watched waits
 *       longer, for its clock stood still; for a holder that was suspended see {@link
 *       LeaseSettings#margin}.
 * </ul>
 */
final class PairKeys {
  private final EtcdClient etcd;
  private final String primary;
  private final String epoch;
  private final String value;

  PairKeys(EtcdClient etcd, LeaseSettings settings) {
    this.etcd = etcd;
    String prefix = "/sipha/" + settings.pairName() + "/";
    this.primary = base64(prefix + "primary");
    this.epoch = base64(prefix + "epoch");
    this.value =
        base64(
            new JsonObject()
                .put("server", settings.serverName())
                .put("incarnation", Long.toString(settings.incarnation()))
                .encode());
  }

  /**
   * What the primary's key says.
   *
   * @param revision of its last write, 0 if there is no such key
   * @param server who holds it, or what else stands there
   * @param incarnation of the process that holds it, 0 if no server has written it
   */
  record Holder(long revision, String server, long incarnation) {
    static final Holder NOBODY = new Holder(0, "nobody", 0);

    boolean isNobody() {
      return revision == 0;
    }
  }

  /**
   * What the epoch's key says.
   *
   * @param revision of its last write, 0 if there is no such key
   */
  record Epoch(long revision, long number) {}

  /** Both keys at one moment. */
  record Pair(Holder holder, Epoch epoch) {}

  /**
   * The right as it is held here.
   *
   * @param token revision of the last write that is known to have been done
   * @param sentNanos when that was sent, monotonic clock
   * @param epoch as it was last seen
   */
  record Held(long token, long sentNanos, Epoch epoch) {}

  /**
   * What a write of the primary's key has come to.
   *
   * @param held null if the key had changed, and nothing was written
   * @param holder what the key says then, if nothing was written
   */
  record Written(@Nullable Held held, Holder holder) {}

  /** Reads both keys, as a majority of the members knows them. */
  Pair look(long deadline) throws EtcdTrouble {
    return read(false, deadline);
  }

  /**
   * Reads both keys as the member that is asked knows them: perhaps not the newest, but without a
   * leader too. For who watches that is good enough, and better: the leader may be lost together
   * with the holder, and what was written just before must be seen before there is a new one.
   */
  Pair glance(long deadline) throws EtcdTrouble {
    return read(true, deadline);
  }

  private Pair read(boolean serializable, long deadline) throws EtcdTrouble {
    return transaction(
        List.of(),
        List.of(read(primary, serializable), read(epoch, serializable)),
        List.of(),
        deadline,
        answer -> new Pair(holder(answer), epoch(answer, 1)));
  }

  /** Writes the primary's key with this process as the holder, if its revision is still that. */
  Written write(long revision, long deadline) throws EtcdTrouble {
    return transaction(
        List.of(unchanged(primary, revision)),
        List.of(put(primary, value), read(epoch, false)),
        List.of(read(primary, false)),
        deadline,
        answer ->
            answer.succeeded()
                ? new Written(
                    new Held(answer.revision(), answer.sentNanos(), epoch(answer, 1)),
                    Holder.NOBODY)
                : new Written(null, holder(answer)));
  }

  /** Removes the primary's key if its revision is still that; returns what it says now. */
  Holder delete(long revision, long deadline) throws EtcdTrouble {
    JsonObject delete = new JsonObject().put("key", primary);
    return transaction(
        List.of(unchanged(primary, revision)),
        List.of(new JsonObject().put("request_delete_range", delete)),
        List.of(read(primary, false)),
        deadline,
        answer -> answer.succeeded() ? Holder.NOBODY : holder(answer));
  }

  /** Writes an epoch number if the right is still held and nobody else has written one. */
  Optional<Epoch> raise(Held held, long number, long deadline) throws EtcdTrouble {
    return transaction(
        List.of(unchanged(primary, held.token), unchanged(epoch, held.epoch.revision)),
        List.of(put(epoch, base64(Long.toString(number)))),
        List.of(),
        deadline,
        answer ->
            answer.succeeded()
                ? Optional.of(new Epoch(answer.revision(), number))
                : Optional.empty());
  }

  private <T> T transaction(
      List<JsonObject> conditions,
      List<JsonObject> steps,
      List<JsonObject> otherwise,
      long deadline,
      Function<Answer, T> reading)
      throws EtcdTrouble {
    JsonObject question =
        new JsonObject()
            .put("compare", new JsonArray(conditions))
            .put("success", new JsonArray(steps))
            .put("failure", new JsonArray(otherwise));
    return etcd.ask("/v3/kv/txn", question, deadline, reading);
  }

  private static JsonObject unchanged(String key, long revision) {
    return new JsonObject()
        .put("key", key)
        .put("target", "MOD")
        .put("result", "EQUAL")
        .put("mod_revision", Long.toString(revision));
  }

  private static JsonObject read(String key, boolean serializable) {
    JsonObject range = new JsonObject().put("key", key).put("serializable", serializable);
    return new JsonObject().put("request_range", range);
  }

  private static JsonObject put(String key, String value) {
    JsonObject write = new JsonObject().put("key", key).put("value", value);
    return new JsonObject().put("request_put", write);
  }

  /** Where the first step has read the primary's key. */
  private static Holder holder(Answer answer) {
    return answer.keyAt(0).map(PairKeys::holder).orElse(Holder.NOBODY);
  }

  private static Holder holder(Answer.Key key) {
    try {
      JsonObject holder = new JsonObject(key.value());
      return new Holder(
          key.revision(),
          holder.getString("server", "?"),
          Long.parseLong(holder.getString("incarnation", "0")));
    } catch (DecodeException | ClassCastException | NumberFormatException e) {
      return new Holder(key.revision(), "somebody who is no server of the pair", 0);
    }
  }

  private static Epoch epoch(Answer answer, int step) {
    return answer
        .keyAt(step)
        .map(key -> new Epoch(key.revision(), number(key.value())))
        .orElse(new Epoch(0, 0));
  }

  /** What somebody else has put there counts as 0 and is written over. */
  private static long number(String text) {
    try {
      return Math.max(0, Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
