package org.sipha.dist.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sipha.config.ConfigurationSource;

/**
 * What the command line says to a server.
 *
 * @param configuration its file or configuration server
 * @param logDirectory for its log file; empty means standard output
 * @param labSettling replaces the 60 s of SPEC 2, for tests only
 * @param parentWatch whether standard input is a pipe from the process that started the server,
 *     with which it ends
 */
public record ServerOptions(
    ConfigurationSource configuration,
    Optional<Path> logDirectory,
    Optional<Duration> labSettling,
    boolean parentWatch) {}
