package org.sipha.dist.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.ConfigurationText;
import org.sipha.config.LastKnownGood;
import org.sipha.config.ServerTrouble;

/** A configuration server that gives what a test says, or has the trouble that it says. */
final class FakeConfigurationServer implements ConfigurationSource {
  final AtomicInteger looks = new AtomicInteger();
  private final LastKnownGood copy;
  private volatile String text = "";
  private volatile @Nullable ServerTrouble trouble;

  FakeConfigurationServer(Path directory) {
    copy = new LastKnownGood(directory.resolve("sips-a.last-known-good.ini"));
  }

  FakeConfigurationServer gives(String content) {
    text = content;
    trouble = null;
    return this;
  }

  FakeConfigurationServer has(ServerTrouble some) {
    trouble = some;
    return this;
  }

  /** As if it had been accepted at some time before. */
  FakeConfigurationServer kept(String content) throws IOException {
    copy.keep(content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** The copy, empty if there is none. */
  String copy() throws IOException {
    return copy.find().map(c -> new String(c.content(), StandardCharsets.UTF_8)).orElse("");
  }

  @Override
  public String name() {
    return "http://server/";
  }

  @Override
  public Path file() {
    return copy.file();
  }

  @Override
  public ConfigurationText text() throws IOException {
    looks.incrementAndGet();
    ServerTrouble some = trouble;
    if (some != null) {
      throw some;
    }
    return ConfigurationText.alone(text.getBytes(StandardCharsets.UTF_8), file(), name());
  }

  @Override
  public Optional<String> application() {
    return Optional.of("sips-a");
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(20);
  }

  @Override
  public Optional<LastKnownGood> lastKnownGood() {
    return Optional.of(copy);
  }
}
