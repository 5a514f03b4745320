package org.sipha.config.server;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sipha.config.type.Host;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.Reading;
import org.sipha.config.type.ValueType;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;

/**
 * Where a configuration server gives the configuration of one application.
 *
 * @param server its host and port
 * @param application the name of the application
 * @param uri of the text
 * @param trust file with the authorities that may have signed the server's certificate; null: those
 *     that Java knows
 */
public record ConfigurationAddress(
    HostPort server, String application, URI uri, @Nullable Path trust) {
  /**
   * The path of a plain text at a Spring Cloud Config Server: application, profile, label, file.
   */
  public static final String DEFAULT_PATH = "/{app}/default/main/sipha.ini";

  private static final String APPLICATION = "{app}";

  /**
   * What the command line says.
   *
   * @param path of the text, with <code>{app}</code> where the name of the application stands
   * @param tls HTTPS, which a {@code trust} asks for too
   * @throws IllegalArgumentException if something of it makes no sense; the message says to people
   *     what is valid
   */
  public static ConfigurationAddress of(
      String host,
      String port,
      String application,
      String path,
      boolean tls,
      @Nullable Path trust) {
    HostPort server =
        new HostPort(read("-host", host, new Host(false)), read("-port", port, WholeNumber.port()));
    String name = read("-app", application, Word.name());
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "--config-path must begin with /, for example " + DEFAULT_PATH + ", not " + path);
    }
    String scheme = tls || trust != null ? "https://" : "http://";
    try {
      URI uri = URI.create(scheme + server + path.replace(APPLICATION, name));
      return new ConfigurationAddress(server, name, uri, trust);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--config-path is no path of a URL: " + path, e);
    }
  }

  private static <T> T read(String option, String text, ValueType<T> type) {
    Reading<T> reading = type.read(text);
    T value = reading.value();
    if (value == null) {
      throw new IllegalArgumentException(
          option + " " + text + ": " + reading.wrong() + "; valid is " + type.valid());
    }
    return value;
  }

  /** Whether what is asked and answered can be read on the way. */
  boolean isOpenToOthers() {
    return "http".equals(uri.getScheme()) && !server.isLoopback();
  }

  /** The URL. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
