package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
  @Test
  void endOfThePipeIsTheEndOfTheParentAndWhatItSaysBeforeIsNot() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (PipedInputStream pipe = new PipedInputStream()) {
      PipedOutputStream parent = new PipedOutputStream(pipe);
      ParentWatch.start(pipe, ended::countDown);
      parent.write(1);
      parent.flush();
      assertThat(ended.getCount()).isEqualTo(1);
      parent.close();
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
