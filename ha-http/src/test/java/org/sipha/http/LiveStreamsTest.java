package org.sipha.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;

/** The stream that keeps open pages as it is now. Reading waits for at most {@link #DEADLINE}. */
@Timeout(60)
class LiveStreamsTest extends HttpTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  /** A page that is open. */
  private final class Reader implements AutoCloseable {
    private final HttpURLConnection connection;
    private final BufferedReader lines;

    Reader() throws IOException {
      connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/live").toURL().openConnection();
      connection.setReadTimeout((int) DEADLINE.toMillis());
      lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
      open.add(this);
    }

    JsonObject next() throws IOException {
      String data = lines.readLine();
      assertThat(data).startsWith("data: ");
      assertThat(lines.readLine()).isEmpty();
      return new JsonObject(data.substring("data: ".length()));
    }

    Set<String> nextParts() throws IOException {
      return next().getJsonObject("parts").fieldNames();
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }

  /** Somebody who asks for the stream and then reads what it wants. */
  private Socket asks(String fromAddress) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout((int) DEADLINE.toMillis());
    socket.bind(new InetSocketAddress(fromAddress, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.getOutputStream().write("GET /live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
    return socket;
  }

  private static String statusLine(Socket socket) throws IOException {
    return new String(socket.getInputStream().readNBytes(12), US_ASCII);
  }

  private void isBlocked(String text) {
    node.readiness =
        new Readiness(false, false, List.of(Node.blocker(BlockerCode.SETTLING, text)), List.of());
  }

  @Test
  void firstEventBringsEveryPartAsThePageHasIt() throws Exception {
    HttpResponse<String> page = get("/");
    Reader reader = new Reader();
    assertThat(reader.connection.getContentType()).isEqualTo("text/event-stream");
    JsonObject event = reader.next();
    assertThat(page.body()).contains("data-build=\"" + event.getString("build") + "\"");
    JsonObject parts = event.getJsonObject("parts");
    assertThat(parts.fieldNames()).contains("headline", "nodes", "timeline", "loss");
    for (String part : parts.fieldNames()) {
      assertThat(page.body())
          .contains("id=\"" + part + "\"")
          .contains(">" + parts.getString(part) + "<");
    }
  }

  @Test
  void changeIsToldToEveryReaderAndNothingElseIs() throws Exception {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(new Reader());
      readers.get(i).next();
    }
    isBlocked("23 s of 60 s");
    for (Reader reader : readers) {
      assertThat(reader.nextParts())
          .containsExactlyInAnyOrder("headline", "sentence", "nodes", "loss");
    }
    isBlocked("24 s of 60 s");
    assertThat(readers.get(0).nextParts())
        .as("figures move without the headline, which is read aloud")
        .containsExactlyInAnyOrder("nodes", "loss");
  }

  @Test
  void somethingComesThoughNothingChanges() throws Exception {
    Reader reader = new Reader();
    reader.next();
    assertThat(reader.nextParts()).isEmpty();
  }

  @Test
  void atMostFourEventsComeASecondAndTheNodeIsLookedAtOnceForAll() throws Exception {
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      readers.add(new Reader());
      readers.get(i).next();
    }
    Reader reader = readers.get(0);
    isBlocked("0");
    reader.next();
    int looks = node.looks.get();
    long began = System.nanoTime();
    for (int i = 1; i <= 8; i++) {
      isBlocked(String.valueOf(i));
      reader.next();
    }
    assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(7 * 250));
    assertThat(node.looks.get() - looks).isLessThan(readers.size());
  }

  @Test
  void slowReaderIsDroppedAndTheOthersGoOn() throws Exception {
    Socket slow = asks("127.0.0.1");
    assertThat(statusLine(slow)).contains("200");
    Reader reader = new Reader();
    reader.next();
    String large = "x".repeat(300_000);
    for (int i = 0; i < 16; i++) {
      isBlocked(i + large);
      assertThat(reader.nextParts()).contains("nodes");
    }
    assertThat(readAll(slow))
        .as("bytes until the end of the stream")
        .isLessThan(16L * 2 * large.length());
    isBlocked("the end");
    assertThat(reader.nextParts()).contains("nodes");
  }

  /** How much comes before the end; without an end, more than is ever sent. */
  private static long readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    byte[] buffer = new byte[65_536];
    long bytes = 0;
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      bytes += length;
      if (System.nanoTime() > deadline) {
        return Long.MAX_VALUE;
      }
    }
    return bytes;
  }

  @Test
  void streamsAreBoundedAndOneThatEndsMakesRoom() throws Exception {
    List<Socket> streams =
        IntStream.range(0, LiveStreams.MOST)
            .mapToObj(i -> "127.0.0." + (2 + i % 2))
            .map(this::asksOrFails)
            .collect(Collectors.toList());
    for (Socket stream : streams) {
      assertThat(statusLine(stream)).contains("200");
    }
    HttpResponse<String> refused = get("/live");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    streams.get(0).close();
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    Socket next = asks("127.0.0.1");
    while (statusLine(next).contains("503")) {
      assertThat(System.nanoTime()).as("room is made before").isLessThan(deadline);
      next = asks("127.0.0.1");
    }
  }

  private Socket asksOrFails(String fromAddress) {
    try {
      return asks(fromAddress);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stopEndsTheStreams() throws Exception {
    Reader reader = new Reader();
    reader.next();
    await(service.stop());
    assertThat(reader.lines.readLine()).isNull();
  }

  @Test
  void headOfTheStreamEndsAtOnce() throws Exception {
    HttpResponse<String> head = send(to("/live").method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("content-type")).contains("text/event-stream");
  }
}
