package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.dist.DebianProgram;

/** What arrives at a socket such as systemd has, through the real program systemd-notify. */
class ServiceManagerTest {
  @TempDir Path directory;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private EventLoopGroup loops;
  private Path socket;
  private volatile Optional<String> state = Optional.of("primary, 3 calls");

  @BeforeEach
  void listen() throws Exception {
    DebianProgram.require("/usr/bin/systemd-notify", "systemd");
    assumeTrue(Epoll.isAvailable(), "this test receives with epoll, on x86-64");
    socket = directory.resolve("notify");
    loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    new Bootstrap()
        .group(loops)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                told.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(socket.toFile()))
        .sync();
  }

  @AfterEach
  void close() {
    if (loops != null) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private void awaitTold(String word) throws InterruptedException {
    String text;
    do {
      text = told.poll(20, TimeUnit.SECONDS);
      assertThat(text).as("waiting for " + word).isNotNull();
    } while (!text.lines().toList().contains(word));
  }

  @Test
  void readyAndStoppingAreToldAndTicksWhileThereAreAny() throws InterruptedException {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "300000");
    try (ServiceManager manager = ServiceManager.of(environment, () -> state).orElseThrow()) {
      manager.ready();
      awaitTold("READY=1");
      awaitTold("WATCHDOG=1");
      state = Optional.empty();
      manager.stopping();
      awaitTold("STOPPING=1");
      String next;
      while ((next = told.poll(1, TimeUnit.SECONDS)) != null) {
        assertThat(next).as("told of a core that doesn't tick").doesNotContain("WATCHDOG");
      }
    }
  }

  @Test
  void nobodyIsToldOutsideOfSystemd() {
    assertThat(ServiceManager.of(Map.of(), () -> state)).isEmpty();
  }
}
