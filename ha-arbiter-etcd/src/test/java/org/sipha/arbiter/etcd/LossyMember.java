package org.sipha.arbiter.etcd;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands before a member: what is asked is done, but some of the answers are lost. */
final class LossyMember implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 10;

  private final URI member;
  private final HttpServer server;
  private volatile CountDownLatch toLose = new CountDownLatch(0);

  LossyMember(URI member) throws IOException {
    this.member = member;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::pass);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The next answers. */
  void loseAnswers(int count) {
    toLose = new CountDownLatch(count);
  }

  boolean isLosing() {
    return toLose.getCount() > 0;
  }

  void awaitLost() throws InterruptedException {
    if (!toLose.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing was asked");
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] question = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      JsonObject asked = new JsonObject(new String(question, StandardCharsets.UTF_8));
      byte[] answer = Gateway.post(member, path, asked).encode().getBytes(StandardCharsets.UTF_8);
      if (isLosing()) {
        toLose.countDown();
        return; // hangs up
      }
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
