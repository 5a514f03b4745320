package org.sipha.arbiter.etcd;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sipha.core.port.LeaseSettings;

/**
 * What a pair keeps in etcd:
 *
 * <pre>
 * /sipha/PAIR/primary   who may serve: {"server":"sips-a","incarnation":"81985529216486895"}; bound to a lease
 * /sipha/PAIR/epoch     the highest epoch number that a holder told, in decimal digits; stays
 * </pre>
 *
 * <p>The primary's key is written once for each grant. The revision of that write is the fencing
 * token: what a holder writes later is conditional on it, and does nothing after the key has gone
 * or changed hands. So a request that was given up does no harm when it is carried out late.
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
   * A lease of etcd.
   *
   * @param id its name there
   * @param seconds how long it lasts after each renewal, as etcd has granted it; 0 if it is gone
   * @param sentNanos when the grant or last renewal was sent (monotonic clock): etcd began to count
   *     no earlier
   */
  record Lease(String id, long seconds, long sentNanos) {}

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
   * @param token revision of the write that took it
   * @param epoch as it was last seen
   */
  record Held(long token, Lease lease, Epoch epoch) {}

  /** Reads both keys, as a majority of the members knows them. */
  Pair look(long deadline) throws EtcdTrouble {
    return transaction(List.of(), List.of(read(primary), read(epoch)), deadline, PairKeys::pair);
  }

  Lease grant(long seconds, long deadline) throws EtcdTrouble {
    JsonObject question = new JsonObject().put("TTL", Long.toString(seconds));
    return etcd.ask("/v3/lease/grant", question, deadline, PairKeys::lease);
  }

  /** Takes the primary's key, unless it has changed since it was seen; then empty. */
  Optional<Held> take(Holder seen, Lease lease, long deadline) throws EtcdTrouble {
    JsonObject write = new JsonObject().put("key", primary).put("value", value);
    return transaction(
        List.of(unchanged(primary, seen.revision)),
        List.of(new JsonObject().put("request_put", write.put("lease", lease.id)), read(epoch)),
        deadline,
        answer ->
            answer.succeeded()
                ? Optional.of(new Held(answer.revision(), lease, epoch(answer, 1)))
                : Optional.empty());
  }

  /**
   * Renews the lease and reads both keys afterwards; the right is still held if the holder's
   * revision is the token and the lease isn't gone.
   *
   * <p>A keep-alive is answered by the leader from its memory. One that was frozen and replaced
   * answers for a moment as if nothing had happened, and its word is worth nothing. So the renewal
   * counts only if the read, which needs a majority, is still of the same term: the keep-alive's
   * header is written before the leader is asked, so the leader that renewed is the one that the
   * majority has confirmed since. (A leader that comes later begins by giving each lease its whole
   * time.)
   */
  Kept keep(Lease lease, long deadline) throws EtcdTrouble {
    InTerm<Lease> renewed =
        etcd.ask(
            "/v3/lease/keepalive",
            new JsonObject().put("ID", lease.id),
            deadline,
            answer -> new InTerm<>(answer.term(), lease(answer)));
    InTerm<Pair> read =
        transaction(
            List.of(),
            List.of(read(primary), read(epoch)),
            deadline,
            answer -> new InTerm<>(answer.term(), pair(answer)));
    if (renewed.term != read.term) {
      throw new EtcdTrouble("the leader of the cluster has changed");
    }
    return new Kept(renewed.what, read.what);
  }

  private record InTerm<T>(long term, T what) {}

  /** What a renewal has brought. */
  record Kept(Lease lease, Pair pair) {}

  /** Writes an epoch number if the right is still held and nobody else has written one. */
  Optional<Epoch> raise(Held held, long number, long deadline) throws EtcdTrouble {
    JsonObject write =
        new JsonObject().put("key", epoch).put("value", base64(Long.toString(number)));
    return transaction(
        List.of(unchanged(primary, held.token), unchanged(epoch, held.epoch.revision)),
        List.of(new JsonObject().put("request_put", write)),
        deadline,
        answer ->
            answer.succeeded()
                ? Optional.of(new Epoch(answer.revision(), number))
                : Optional.empty());
  }

  /** Ends a lease, and with it the key, if that is still bound to it. */
  void revoke(Lease lease, long deadline) throws EtcdTrouble {
    etcd.ask("/v3/lease/revoke", new JsonObject().put("ID", lease.id), deadline, Answer::succeeded);
  }

  private <T> T transaction(
      List<JsonObject> conditions,
      List<JsonObject> steps,
      long deadline,
      Function<Answer, T> reading)
      throws EtcdTrouble {
    JsonObject question =
        new JsonObject()
            .put("compare", new JsonArray(conditions))
            .put("success", new JsonArray(steps));
    return etcd.ask("/v3/kv/txn", question, deadline, reading);
  }

  private static JsonObject unchanged(String key, long revision) {
    return new JsonObject()
        .put("key", key)
        .put("target", "MOD")
        .put("result", "EQUAL")
        .put("mod_revision", Long.toString(revision));
  }

  private static JsonObject read(String key) {
    return new JsonObject().put("request_range", new JsonObject().put("key", key));
  }

  private static Lease lease(Answer answer) {
    return new Lease(answer.text("ID"), answer.number("TTL"), answer.sentNanos());
  }

  private static Pair pair(Answer answer) {
    return new Pair(
        answer.keyAt(0).map(PairKeys::holder).orElse(Holder.NOBODY), epoch(answer, 1));
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
