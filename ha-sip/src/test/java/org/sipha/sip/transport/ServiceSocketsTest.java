package org.sipha.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;

class ServiceSocketsTest {
  @Test
  void whatMayNotBeSaidGoesNowhere() throws Exception {
    AtomicBoolean maySpeak = new AtomicBoolean(true);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServiceSockets sockets =
        new ServiceSockets(
            new InetSocketAddress(loopback, 0),
            false,
            null,
            (message, source, hasTime) -> {},
            (message, source) -> true,
            address -> true,
            Runnable::run,
            maySpeak::get);
    sockets.open(false);
    try (DatagramSocket telephone = new DatagramSocket(0, loopback)) {
      telephone.setSoTimeout(5_000);
      SipAddress to =
          new SipAddress(SipAddress.UDP, loopback.getHostAddress(), telephone.getLocalPort());

      maySpeak.set(false);
      sockets.send(to, new byte[] {1}, () -> {});
      maySpeak.set(true);
      sockets.send(to, new byte[] {2}, () -> {});

      DatagramPacket first = new DatagramPacket(new byte[10], 10);
      telephone.receive(first);
      assertThat(first.getData()[0]).isEqualTo((byte) 2);
    } finally {
      sockets.close();
    }
  }
}
