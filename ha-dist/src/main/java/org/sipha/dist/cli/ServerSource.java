package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.server.ConfigurationAddress;
import org.sipha.config.server.ConfigurationServer;
import org.sipha.config.server.Credentials;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options by which a server is started against a configuration server. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ServerSource {
  @Option(names = "-host", paramLabel = "HOST", description = "Host of the configuration server.")
  @Nullable String host;

  @Option(names = "-port", paramLabel = "PORT", description = "Its port.")
  @Nullable String port;

  @Option(
      names = "-app",
      paramLabel = "NAME",
      description = "Name of the application there whose configuration this server takes.")
  @Nullable String application;

  @Option(
      names = "--config-path",
      paramLabel = "PATH",
      description =
          "Path of the INI file there, {app} being NAME; by default "
              + ConfigurationAddress.DEFAULT_PATH
              + ", as a Spring Cloud Config Server has it.")
  @Nullable String path;

  @Option(names = "--config-tls", description = "Ask it over HTTPS.")
  boolean tls;

  @Option(
      names = "--config-trust",
      paramLabel = "FILE",
      description =
          "Ask it over HTTPS and believe only certificates that an authority in this PEM file has signed.")
  @Nullable Path trust;

  @Option(
      names = "--config-cache",
      paramLabel = "DIR",
      description =
          "Directory for NAME.last-known-good.ini, with which the server starts while the configuration server isn't"
              + " reached. Relative paths in the configuration start there. By default the working directory.")
  @Nullable Path cache;

  /** The file, or else the configuration server; one of them must be named, and not both. */
  ConfigurationSource or(@Nullable Path config, CommandLine line) throws CommandFailure {
    if (config != null) {
      if (isNamed()) {
        throw new ParameterException(
            line,
            "--config FILE reads a file; -host, -port, -app and the other options of a configuration server don't go"
                + " with it");
      }
      return ConfigurationSource.of(config);
    }
    if (host == null || port == null || application == null) {
      throw new ParameterException(
          line,
          isNamed()
              ? "a configuration server needs -host HOST, -port PORT and -app NAME"
              : "--config FILE is missing, or -host HOST, -port PORT and -app NAME for a configuration server");
    }
    try {
      return new ConfigurationServer(
          ConfigurationAddress.of(
              host,
              port,
              application,
              path == null ? ConfigurationAddress.DEFAULT_PATH : path,
              tls,
              trust),
          Credentials.from(System::getenv),
          cache == null ? Path.of("") : cache);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, "--config-trust: " + e.getMessage());
    }
  }

  private boolean isNamed() {
    return host != null
        || port != null
        || application != null
        || path != null
        || tls
        || trust != null
        || cache != null;
  }
}
