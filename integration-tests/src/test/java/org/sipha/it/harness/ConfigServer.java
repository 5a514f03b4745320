package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A Spring Cloud Config Server in a process of its own, with files (its native back end) and a
 * password. Both servers of a pair take one {@code sipha.ini}; what is different in it comes from
 * {@code sips-a.properties} and {@code sips-b.properties}.
 */
public final class ConfigServer implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final String USER = "pair";
  private static final String PASSWORD = "by-heart";

  private final Path directory = withoutBlanks();
  private final int port = FreePorts.next();
  private @Nullable Program program;

  /** Takes over the files of a pair, and has its servers read them here. Nothing is started. */
  public ConfigServer(Pair pair) {
    StringBuilder shared = new StringBuilder();
    StringBuilder ofA = new StringBuilder();
    StringBuilder ofB = new StringBuilder();
    List<String> a = lines(pair.a().config());
    List<String> b = lines(pair.b().config());
    for (int i = 0; i < a.size(); i++) {
      String name = a.get(i).split(" = ", 2)[0];
      boolean isSame = a.get(i).equals(b.get(i));
      shared.append(isSame ? a.get(i) : name + " = ${" + name + "}").append('\n');
      if (!isSame) {
        ofA.append(a.get(i)).append('\n');
        ofB.append(b.get(i)).append('\n');
      }
    }
    write("sipha.ini", shared.toString());
    write("application.properties", "");
    write(pair.a().name() + ".properties", ofA.toString());
    write(pair.b().name() + ".properties", ofB.toString());
    for (Server server : pair.servers()) {
      server.configureBy(this);
      try {
        Files.delete(server.config());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts it and waits until it answers. */
  public void start() {
    String home = System.getProperty("sipha.config-server");
    if (home == null || !Files.isDirectory(Path.of(home, "lib"))) {
      throw new IllegalStateException("no configuration server at " + home + ": build it first");
    }
    Path output = directory.resolve("config-server.out");
    program =
        LocalProgram.start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                home + "/*:" + home + "/lib/*",
                "org.sipha.it.configserver.ConfigServer",
                "--server.address=" + PairSetup.HOST,
                "--server.port=" + port,
                "--spring.profiles.active=native",
                "--spring.cloud.config.server.native.search-locations=" + directory.toUri(),
                "--spring.security.user.name=" + USER,
                "--spring.security.user.password=" + PASSWORD),
            Map.of(),
            output);
    Await.until(
        UP,
        "the configuration server asks for a password",
        () -> status() == 401,
        () -> Directories.tail(output, 30));
  }

  /** Ends it. */
  public void stop() {
    if (program != null) {
      program.signal("KILL");
      program.awaitExit(UP).orElseThrow();
    }
  }

  /** Where it is, or was. */
  public int port() {
    return port;
  }

  /** Changes one of its files. */
  public void edit(String file, UnaryOperator<String> change) {
    write(file, change.apply(String.join("\n", lines(directory.resolve(file))) + "\n"));
  }

  /** What a server is started with to read its configuration here. */
  public List<String> arguments(String application, Path cache) {
    return List.of(
        "-host",
        PairSetup.HOST,
        "-port",
        String.valueOf(port),
        "-app",
        application,
        "--config-cache",
        cache.toString());
  }

  Map<String, String> credentials() {
    return Map.of("SIPHA_CONFIG_USER", USER, "SIPHA_CONFIG_PASSWORD", PASSWORD);
  }

  /** Spring refuses places with an encoded character. */
  private static Path withoutBlanks() {
    try {
      return Files.createTempDirectory("config-server");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int status() {
    URI uri = URI.create("http://" + PairSetup.HOST + ":" + port + "/sips-a/default");
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
    Directories.delete(directory);
  }
}
