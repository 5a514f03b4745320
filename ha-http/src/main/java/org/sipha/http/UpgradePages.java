package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;

/**
 * {@code POST /upgrade}, by which {@code sipha upgrade} tells this server what it does, at each
 * change and every 5 s, and {@code GET /upgrade}, which answers the last word. It is told for
 * people who look at the pair: this server itself does nothing because of it. One thread at a time.
 */
final class UpgradePages {
  /** The only path that takes a body. */
  static final String PATH = "/upgrade";

  private final Events events;
  private final Supplier<Moment> clock;
  private @Nullable UpgradeHeard last;

  UpgradePages(Events events, Supplier<Moment> clock) {
    this.events = events;
    this.clock = clock;
  }

  /** The last word, if this process has heard any. */
  Optional<UpgradeHeard> last() {
    return Optional.ofNullable(last);
  }

  /** {@code GET /upgrade}. */
  void upgrade(RoutingContext ctx) {
    Answers.json(ctx, 200, UpgradeHeard.json(last, clock.get()));
  }

  /** {@code POST /upgrade}: 200, 400 if it isn't understood, 409 while another one is going on. */
  Future<Changed> hear(RoutingContext ctx) {
    return ctx.request().body().map(this::heard);
  }

  private Changed heard(Buffer body) {
    Upgrade upgrade;
    try {
      upgrade = UpgradeJson.read(new Fields(body.toJsonObject()));
    } catch (DecodeException | ClassCastException e) {
      return Changed.error(400, "the body must be a JSON object");
    } catch (IllegalArgumentException e) {
      return Changed.error(400, String.valueOf(e.getMessage()));
    }
    long now = clock.get().nanos();
    UpgradeHeard before = last;
    if (before != null && before.isGoingOn(now) && !before.upgrade().id().equals(upgrade.id())) {
      return Changed.error(409, isGoingOn(before.upgrade()));
    }
    last = UpgradeHeard.of(upgrade, now, before);
    boolean news = isNews(upgrade, before == null ? null : before.upgrade());
    if (news) {
      tell(upgrade);
    }
    return new Changed(
        200, new JsonObject().put("heard", upgrade.id()), news ? words(upgrade) : null);
  }

  private static String isGoingOn(Upgrade other) {
    return "another upgrade of the pair is "
        + other.state()
        + ", "
        + other.id()
        + " by "
        + other.by()
        + ": wait until it has ended; one that says nothing for "
        + UpgradeHeard.SILENCE.toSeconds()
        + " s is taken for dead";
  }

  /** From running to waiting and back is none. */
  private static boolean isNews(Upgrade upgrade, @Nullable Upgrade before) {
    return before == null
        || !before.id().equals(upgrade.id())
        || (before.state() != upgrade.state() && !(before.isActive() && upgrade.isActive()));
  }

  private void tell(Upgrade upgrade) {
    if (upgrade.isActive()) {
      events.happened(EventCode.UPGRADE_BEGAN, words(upgrade));
    } else {
      events.happened(EventCode.UPGRADE_ENDED, words(upgrade) + ": " + upgrade.text());
    }
  }

  private static String words(Upgrade upgrade) {
    return "upgrade %s to %s by %s: %s"
        .formatted(upgrade.id(), upgrade.to(), upgrade.by(), upgrade.state());
  }
}
