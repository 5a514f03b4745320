package org.sipha.hazelcast;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sipha.core.port.GridMemberSettings;

/** Three members in this process, on loopback. */
final class Members implements AutoCloseable {
  static final String CLUSTER = "test-" + ProcessHandle.current().pid();

  private final List<Integer> ports;
  private final Map<Integer, GridMember> running = new TreeMap<>();

  private Members(List<Integer> ports) {
    this.ports = ports;
  }

  /** None of the three is running. */
  static Members none() throws IOException {
    List<ServerSocket> free = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      free.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = free.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : free) {
      socket.close();
    }
    return new Members(ports);
  }

  /** All three are together. */
  static Members three() throws IOException {
    Members members = none();
    for (int i = 0; i < 3; i++) {
      members.start(i);
    }
    members.awaitTogether(3);
    return members;
  }

  List<String> addresses() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  GridMemberSettings settings(int number) {
    return new GridMemberSettings(CLUSTER, "127.0.0.1", ports.get(number), addresses());
  }

  GridMember start(int number) throws IOException {
    GridMember member = GridMember.start(settings(number));
    running.put(number, member);
    return member;
  }

  void kill(int number) {
    GridMember member = running.remove(number);
    if (member != null) {
      member.kill();
    }
  }

  void awaitTogether(int number) {
    Eventually.until(
        number + " members are together",
        () -> running.values().stream().allMatch(member -> member.together() == number),
        () -> running.values().stream().map(GridMember::together).toList());
  }

  @Override
  public void close() {
    List.copyOf(running.keySet()).forEach(this::kill);
  }
}
