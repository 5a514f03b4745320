package org.sipha.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A running baresip: a telephone that somebody else has written. It registers, and is used through
 * its own control connection (its module ctrl_tcp: JSON in netstrings). It makes no sound.
 */
public final class Baresip implements AutoCloseable {
  private static final String NOT_INSTALLED =
      "baresip isn't installed (Debian: apt-get install baresip-core)";
  private static final Path MODULES = Path.of("/usr/lib/baresip/modules");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String number;
  private final Process process;
  private final Path output;
  private final Socket control;
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private Baresip(String number, Process process, Path output, Socket control) {
    this.number = number;
    this.process = process;
    this.output = output;
    this.control = control;
    Thread reader = new Thread(this::read, "baresip-" + number);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Skips the calling test with a reason where baresip isn't installed; in a continuous build that
   * is a failure.
   */
  public static void require() {
    boolean installed = Files.isDirectory(MODULES);
    Needed.require(installed, NOT_INSTALLED);
  }

  /**
   * Starts a telephone, which registers at once.
   *
   * @param transport {@code udp} or {@code tcp}: how it speaks with the server
   */
  public static Baresip start(String number, String password, int serverPort, String transport) {
    Path directory = Directories.fresh("baresip-" + number);
    int ports = FreePorts.block(13); // SIP, SIP over TLS, control, and media
    int control = ports + 2;
    write(
        directory.resolve("config"),
        """
        poll_method epoll
        sip_listen 127.0.0.1:%d
        sip_trans_def %s
        module_path %s
        module g711.so
        module aubridge.so
        module_tmp uuid.so
        module_tmp account.so
        module_app menu.so
        module_app ctrl_tcp.so
        ctrl_tcp_listen 127.0.0.1:%d
        audio_player aubridge,x
        audio_source aubridge,x
        audio_alert aubridge,x
        rtp_ports %d-%d
        """
            .formatted(ports, transport, MODULES, control, ports + 3, ports + 12));
    write(
        directory.resolve("accounts"),
        "<sip:%s@127.0.0.1:%d;transport=%s>;auth_user=%s;auth_pass=%s;regint=60;answermode=manual%n"
            .formatted(number, serverPort, transport, number, password));
    write(directory.resolve("contacts"), "");
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("baresip", "-f", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    try {
      Process process = ChildProcesses.start(builder);
      return new Baresip(number, process, output, connect(control, output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket connect(int port, Path output) {
    return Await.untilFound(
        PATIENCE,
        "baresip is up",
        () -> {
          try {
            return Optional.of(new Socket(InetAddress.getLoopbackAddress(), port));
          } catch (IOException notYet) {
            return Optional.empty();
          }
        },
        () -> text(output));
  }

  /** Waits until it has registered. */
  public void awaitRegistered() {
    Await.until(
        PATIENCE, number + " has registered", () -> text(output).contains("binding]"), this::state);
  }

  /** Calls a number at the server at which it is registered. */
  public void dial(String called, int serverPort, String transport) {
    command("dial", "sip:%s@127.0.0.1:%d;transport=%s".formatted(called, serverPort, transport));
  }

  /** Answers the call that rings. */
  public void accept() {
    command("accept", "");
  }

  /** Ends its call. */
  public void hangUp() {
    command("hangup", "");
  }

  /** Waits for the next event of that kind, and forgets all before it. */
  public void await(String event) {
    Await.until(
        PATIENCE,
        number + " sees " + event,
        () -> {
          String next = events.poll();
          return event.equals(next);
        },
        this::state);
  }

  private void command(String name, String parameters) {
    String text =
        "{\"command\":\"%s\",\"params\":\"%s\",\"token\":\"\"}".formatted(name, parameters);
    try {
      control
          .getOutputStream()
          .write((text.length() + ":" + text + ",").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Netstrings: length, colon, content, comma. */
  private void read() {
    try (InputStream in = control.getInputStream()) {
      int next = in.read();
      while (next >= 0) {
        int length = 0;
        for (; next != ':'; next = in.read()) {
          length = 10 * length + next - '0';
        }
        String message = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        note(message);
        in.read(); // the comma
        next = in.read();
      }
    } catch (IOException closed) {
      events.add("CLOSED");
    }
  }

  private void note(String message) {
    try {
      String type = JSON.readTree(message).path("type").asText();
      if (!type.isEmpty()) {
        events.add(type);
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + message, e);
    }
  }

  private String state() {
    return text(output) + "\nprocess " + (process.isAlive() ? "runs" : "has ended");
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ChildProcesses.end(process);
    try {
      control.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
