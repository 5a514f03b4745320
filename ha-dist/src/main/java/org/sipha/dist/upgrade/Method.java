package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.install.ProgramVersions;

/**
 * A way to stop, install and start servers. Each step can be repeated: one that is done already
 * does nothing. All of it blocks; what fails is thrown with a sentence for the operator.
 */
interface Method {
  /**
   * Before anything is touched: what has to be known of a server to start it again, and whether
   * this method can deal with it at all.
   *
   * @throws CommandFailure that says what to do instead
   */
  void prepare(Seen seen) throws CommandFailure, IOException;

  /**
   * What a version says of itself on a server's host, with the configuration that the server would
   * have.
   *
   * @throws CommandFailure with status 78 if it can't use the configuration
   */
  ProgramVersions ask(String node, String version) throws CommandFailure, IOException;

  /**
   * Before the first step: a server that dies by itself from now on has to come back in this
   * version, which it runs.
   *
   * @return a sentence for each thing done
   */
  List<String> adopt(String node, String version) throws CommandFailure, IOException;

  /**
   * Tells a server to end, and waits until it has.
   *
   * @param next the version that it will be started in
   */
  void stop(String node, String next) throws CommandFailure, IOException;

  /** Has the server run this version from its next start on; a sentence for each thing done. */
  List<String> install(String node, String version) throws CommandFailure, IOException;

  /**
   * Starts a server and returns; it need not act yet.
   *
   * @param version that was installed
   */
  void start(String node, String version) throws CommandFailure, IOException;

  /** A server has answered; what it says of itself may be needed when it no longer does. */
  void seen(Seen seen);

  /** Whether the server's process is there; empty if nobody here can know. */
  Optional<Boolean> isRunning(String node) throws IOException;

  /** The last words of a server that was started and has ended; may be empty. */
  String lastWords(String node) throws IOException;

  /** What must be known to go on after this tool has ended; given back to whoever resumes. */
  JsonObject kept();
}
