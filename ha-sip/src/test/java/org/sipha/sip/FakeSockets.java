package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.transport.SipTransport;

/**
 * A network in memory. Over UDP everybody is reached where he listens; over TCP and TLS a
 * connection is used, or opened to where somebody listens.
 */
final class FakeSockets implements SipTransport {
  private final Map<SipAddress, Telephone> listening;
  private final Map<SipAddress, Telephone> connections = new HashMap<>();
  private final Predicate<byte[]> isLost;

  /** Of all messages that the server has sent, whether they arrived or not. */
  final List<String> startLinesSent = new ArrayList<>();

  final Set<SipAddress> refusing = new HashSet<>();
  int opened;

  FakeSockets(Map<SipAddress, Telephone> listening, Predicate<byte[]> isLost) {
    this.listening = listening;
    this.isLost = isLost;
  }

  /** Something comes from that address: if it is a connection's it is open. */
  void heard(SipAddress source, Telephone telephone) {
    if (source.isReliable()) {
      connections.put(source, telephone);
    }
  }

  void closeConnections() {
    connections.clear();
  }

  @Override
  public void send(SipAddress destination, byte[] message, Runnable undeliverable) {
    startLinesSent.add(new String(message, UTF_8).lines().findFirst().orElse(""));
    Telephone to = connections.getOrDefault(destination, listening.get(destination));
    boolean refused = to == null || refusing.contains(destination);
    if (refused && destination.isReliable()) {
      undeliverable.run();
    } else if (to != null && !isLost.test(message)) {
      if (destination.isReliable() && connections.put(destination, to) == null) {
        opened++;
      }
      to.deliver(message);
    }
  }

  @Override
  public boolean isConnected(SipAddress peer) {
    return connections.containsKey(peer);
  }

  @Override
  public boolean speaks(String transport) {
    return true;
  }
}
