package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sipha.sip.transaction.SipTimers;

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

  @Test
  void messagesAndTimersWaitForNothingWhileItMayNotSpeakAndWhatTheCoreSaysGoesOn()
      throws Exception {
    AtomicBoolean maySpeak = new AtomicBoolean();
    loop.speakOnlyWhile(maySpeak::get);
    SipTimers timers = new SipTimers(SipClock.SYSTEM::nanos);
    CountDownLatch due = new CountDownLatch(1);
    timers.after(0, due::countDown);
    loop.run(timers);
    loop.offerMessage(() -> done.add("a message"));
    loop.execute(() -> done.add("the core"));

    runAll();
    assertThat(done).containsExactly("the core");
    assertThat(due.getCount()).isEqualTo(1);

    maySpeak.set(true);
    assertThat(due.await(10, TimeUnit.SECONDS)).as("the timer that was due").isTrue();
  }

  private void runAll() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    loop.execute(last::countDown);
    loop.start();
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
