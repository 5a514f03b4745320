package org.sipha.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OneThreadTest {
  @Test
  void mistakesAreNotKeptSecret() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    ScheduledExecutorService thread = OneThread.named("test");
    thread.execute(
        () -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> seen.complete(e)));
    thread.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(seen.get(10, TimeUnit.SECONDS)).hasMessage("on purpose");
    thread.shutdown();
  }

  @Test
  void workIsDoneInOrderAndNoneAfterTheEnd() throws Exception {
    List<Integer> done = new ArrayList<>();
    ScheduledExecutorService thread = OneThread.named("test");
    for (int i = 0; i < 100; i++) {
      int number = i;
      thread.execute(() -> done.add(number));
    }
    thread.shutdown();
    thread.execute(() -> done.add(-1));
    assertThat(thread.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).hasSize(100).isSorted();
  }
}
