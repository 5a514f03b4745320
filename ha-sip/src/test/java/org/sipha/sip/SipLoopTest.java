package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void whileNothingWaitsWhoeverReadsAMessageHandlesIt() throws Exception {
    Thread reader = Thread.currentThread();
    List<Thread> workers = new CopyOnWriteArrayList<>();

    loop.handleMessage(() -> workers.add(Thread.currentThread()));
    loop.execute(() -> workers.add(Thread.currentThread()));
    loop.handleMessage(() -> workers.add(Thread.currentThread()));
    assertThat(workers).as("before the loop runs").containsExactly(reader);

    runAll();
    assertThat(workers).hasSize(3);
    assertThat(workers.subList(1, 3)).as("what waits, and all behind it").doesNotContain(reader);
  }

  @Test
  void whileNothingWaitsWhoeverHasSomethingToDoDoesItAndNoMore() throws Exception {
    Thread giver = Thread.currentThread();
    List<Thread> workers = new CopyOnWriteArrayList<>();
    CountDownLatch fired = new CountDownLatch(1);
    SipTimers timers = new SipTimers(SipClock.SYSTEM::nanos);
    timers.after(
        0,
        () -> {
          workers.add(Thread.currentThread());
          fired.countDown();
        });

    loop.perform(() -> loop.run(timers));
    loop.perform(() -> workers.add(Thread.currentThread()));
    assertThat(workers).as("before the loop runs, its timer that is due").containsExactly(giver);

    loop.start();
    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(workers.get(1)).isNotSameAs(giver);
  }

  @Test
  void aTimerThatAReaderHasStartedFires() throws Exception {
    SipTimers timers = new SipTimers(SipClock.SYSTEM::nanos);
    loop.execute(() -> loop.run(timers));
    runAll();
    CountDownLatch fired = new CountDownLatch(1);

    loop.handleMessage(
        () -> timers.after(TimeUnit.MILLISECONDS.toNanos(20), () -> fired.countDown()));

    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThreadAtATimeDoesAllThatFourGiveItEachInItsOrder() throws Exception {
    SipLoop wide = new SipLoop("wide loop under test", Integer.MAX_VALUE);
    wide.start();
    int givers = 4;
    int each = 20_000;
    AtomicInteger inside = new AtomicInteger();
    int[] next = new int[givers]; // without a lock: that is what is tested
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(givers * each);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < givers; i++) {
      int giver = i;
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  int number = n;
                  Runnable task =
                      () -> {
                        if (inside.incrementAndGet() != 1 || next[giver]++ != number) {
                          wrong.incrementAndGet();
                        }
                        inside.decrementAndGet();
                        all.countDown();
                      };
                  switch (giver) {
                    case 0 -> wide.handleMessage(task);
                    case 1 -> wide.execute(task);
                    default -> wide.perform(task);
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(all.await(30, TimeUnit.SECONDS)).as("%s left", all.getCount()).isTrue();
    assertThat(wrong).hasValue(0);
    wide.stop();
  }

  private void runAll() throws InterruptedException {
    CountDownLatch last = new CountDownLatch(1);
    loop.execute(last::countDown);
    loop.start();
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
