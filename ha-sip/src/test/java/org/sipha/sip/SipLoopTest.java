package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SipLoopTest {
  private final SipLoop loop = new SipLoop("loop under test", 2);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void messagesBeyondTheBoundAreLeftOutAndWhatTheCoreSaysIsNot() throws Exception {
    assertThat(loop.offerMessage(() -> done.add("first"))).isTrue();
    assertThat(loop.offerMessage(() -> done.add("second"))).isTrue();
    assertThat(loop.waitingMessages()).isEqualTo(2);

    assertThat(loop.offerMessage(() -> done.add("third"))).isFalse();
    loop.execute(() -> done.add("the core"));

    runAll();
    assertThat(done).containsExactly("first", "second", "the core");
    assertThat(loop.offerMessage(() -> done.add("later"))).isTrue();
  }

  private void runAll() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    loop.execute(last::countDown);
    loop.start();
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
