package org.sipha.sip.transport;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIP over UDP (RFC 3261 18): a blocking socket and one thread that reads it. Reading can be paused
 * with nothing lost but what the sender would have to send again anyway.
 */
public final class UdpTransport implements SipTransport {
  private static final Logger LOG = LoggerFactory.getLogger(UdpTransport.class);

  /**
   * Wish for the kernel's buffers, in bytes: holds a second of heavy traffic while the JVM collects
   * garbage.
   */
  private static final int BUFFER_BYTES = 4 * 1024 * 1024;

  private static final long CLOSE_MILLIS = 1_000;

  /** A datagram that comes sooner was there already: to sleep and to wake up takes longer. */
  private static final long EMPTY_NANOS = 20_000;

  /**
   * So long after the socket was empty the receiver may handle what comes itself: what comes
   * meanwhile hasn't waited longer in the kernel's buffer.
   */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final DatagramSocket socket;

  /**
   * Kept beside the socket, which forgets it at once when it is closed, before the port is free.
   */
  private final InetSocketAddress bound;

  private final DatagramReceiver receiver;
  private final Object reading = new Object();
  private final Thread reader;
  private final HeardAddresses heard = new HeardAddresses(); // of the reader
  private boolean paused = true;
  private volatile boolean closed;

  /**
   * Opens the socket; nothing is read before {@link #read}.
   *
   * @param shared whether another process on this host may have the port open too, because it has
   *     yielded it. Otherwise a port in use is an error.
   * @throws IOException if the address can't be had
   */
  public UdpTransport(InetSocketAddress local, boolean shared, DatagramReceiver receiver)
      throws IOException {
    this.receiver = receiver;
    DatagramSocket unbound = new DatagramSocket(null);
    try {
      unbound.setReuseAddress(shared);
      unbound.setReceiveBufferSize(BUFFER_BYTES);
      unbound.setSendBufferSize(BUFFER_BYTES);
      unbound.bind(local);
    } catch (IOException e) {
      unbound.close();
      throw e;
    }
    socket = unbound;
    bound = (InetSocketAddress) unbound.getLocalSocketAddress();
    reader = new Thread(this::readAll, "sip-udp-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** The address that the socket really has. */
  public InetSocketAddress local() {
    return bound;
  }

  /** Begins or goes on to hand over what comes. */
  public void read() {
    synchronized (reading) {
      paused = false;
      reading.notifyAll();
    }
  }

  /** Stops handing over: when this returns the receiver is called no more. */
  public void pause() {
    synchronized (reading) {
      paused = true;
    }
  }

  /** Lets another process on this host open the same port, or no longer. */
  public void share(boolean shared) {
    try {
      socket.setReuseAddress(shared);
    } catch (SocketException e) {
      LOG.warn("SO_REUSEADDR can't be set to {}: {}", shared, e.getMessage());
    }
  }

  /** Closes the socket; nothing is handed over or sent any more, and the port is free. */
  public void close() {
    synchronized (reading) {
      closed = true;
      reading.notifyAll();
    }
    socket.close();
    try {
      // The JDK gives the port back only when no thread is in receive any more; the closing has
      // just woken it.
      reader.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void send(SipAddress destination, byte[] message, Runnable undeliverable) {
    try {
      // The host is a literal: this never asks the name service.
      InetAddress host = InetAddress.getByName(destination.host());
      socket.send(new DatagramPacket(message, message.length, host, destination.port()));
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("can't send to {}: {}", destination, e.getMessage());
      undeliverable.run();
    }
  }

  private void readAll() {
    byte[] buffer = new byte[SipCodec.MAX_MESSAGE_BYTES];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    long emptyNanos = System.nanoTime();
    while (!closed) {
      try {
        packet.setLength(buffer.length);
        long fromNanos = System.nanoTime();
        socket.receive(packet);
        long cameNanos = System.nanoTime();
        if (cameNanos - fromNanos > EMPTY_NANOS) {
          emptyNanos = cameNanos;
        }
        handOver(packet, cameNanos - emptyNanos < SLICE_NANOS);
      } catch (IOException e) {
        if (!closed) {
          // An ICMP error of an earlier datagram comes back here; the socket is still good.
          LOG.debug("receive: {}", e.getMessage());
        }
      } catch (RuntimeException e) {
        // For example a source port 0, which nobody can answer to: one bad datagram never ends the
        // reader.
        LOG.debug("datagram ignored: {}", e.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Waits while paused, so that at most this one datagram has left the kernel's buffer. */
  private void handOver(DatagramPacket packet, boolean hasTime) throws InterruptedException {
    byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
    SipAddress source = heard.of(packet.getAddress(), packet.getPort());
    synchronized (reading) {
      while (paused && !closed) {
        reading.wait();
      }
      if (!closed) {
        receiver.received(message, source, hasTime);
      }
    }
  }
}
