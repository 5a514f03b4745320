package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Needed;
import org.sipha.it.harness.Program;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.lab.Lab.End;

/**
 * Every SIP message that comes to the telephones of a {@link NamespaceLab} over UDP, and which host
 * it comes from: both servers have one address, but each host's card has its own. tcpdump captures
 * on the telephones' card: who spoke is not taken from what the servers say of themselves.
 */
final class Capture implements AutoCloseable {
  private static final String NOT_INSTALLED =
      "tcpdump isn't installed (Debian: apt-get install tcpdump)";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Of a file with microseconds, of Ethernet. */
  private static final int MAGIC = 0xa1b2c3d4;

  private static final int HEADER = 24;
  private static final int ETHERNET = 14;
  private static final int UDP = 8;

  /** Long enough for a start line. */
  private static final int KEPT_BYTES = 160;

  private final Path file;
  private final Program tcpdump;

  /**
   * A message.
   *
   * @param at when it came
   * @param from the host that sent it
   * @param startLine its beginning
   */
  record Message(Instant at, End from, String startLine) {}

  private Capture(Path file, Program tcpdump) {
    this.file = file;
    this.tcpdump = tcpdump;
  }

  /** Skips the calling test with a reason where tcpdump can't be had; a continuous build fails. */
  static void require() {
    boolean installed = ShellCommand.run("sh", "-c", "command -v tcpdump").exitStatus() == 0;
    Needed.require(installed, NOT_INSTALLED);
  }

  /** Begins to capture. */
  static Capture start() {
    Path directory = Directories.fresh("capture");
    Path file = directory.resolve("sip.pcap");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("tcpdump", "-i", Namespaces.ours("sip"), "-w", file.toString()));
    // Each packet is in the file at once; as root, who may write there.
    command.addAll(List.of("-U", "--immediate-mode", "-Z", "root"));
    command.addAll(List.of("-s", String.valueOf(KEPT_BYTES)));
    command.addAll(List.of("udp and src host " + Namespaces.SERVICE));
    Capture capture =
        new Capture(file, LocalProgram.start(command, Map.of(), directory.resolve("tcpdump.out")));
    Await.until(
        LIMIT,
        "tcpdump captures",
        () -> file.toFile().length() >= HEADER,
        () -> "see " + directory);
    return capture;
  }

  /** What has come so far, oldest first. */
  List<Message> messages() {
    try {
      return read(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Message> read(ByteBuffer pcap) {
    pcap.order(ByteOrder.nativeOrder());
    if (pcap.getInt(0) != MAGIC) {
      throw new IllegalStateException("not a capture file with microseconds");
    }
    pcap.position(HEADER);
    List<Message> messages = new ArrayList<>();
    try {
      while (pcap.hasRemaining()) {
        Instant at = Instant.ofEpochSecond(pcap.getInt(), pcap.getInt() * 1_000L);
        byte[] packet = new byte[pcap.getInt()];
        pcap.getInt(); // the length that it had on the wire
        pcap.get(packet);
        messages.add(new Message(at, sender(packet), startLine(packet)));
      }
    } catch (BufferUnderflowException beingWritten) {
      return messages;
    }
    return messages;
  }

  /** The host whose card is in the Ethernet header. */
  private static End sender(byte[] packet) {
    StringBuilder card = new StringBuilder();
    for (int i = 6; i < 12; i++) {
      card.append(i == 6 ? "" : ":").append("%02x".formatted(packet[i]));
    }
    for (End end : End.values()) {
      if (card.toString().equals(Namespaces.card("sip", Seat.of(end)))) {
        return end;
      }
    }
    throw new AssertionError("somebody else has the service address: " + card);
  }

  private static String startLine(byte[] packet) {
    int ipHeader = (packet[ETHERNET] & 0xf) * 4;
    int start = ETHERNET + ipHeader + UDP;
    String text = new String(packet, start, packet.length - start, StandardCharsets.ISO_8859_1);
    return text.split("\r\n", 2)[0];
  }

  @Override
  public void close() {
    tcpdump.signal("TERM");
    tcpdump.awaitExit(LIMIT).orElseThrow();
  }
}
