package org.sipha.http;

import java.util.concurrent.CompletionStage;

/** Port: the configuration of the server. Any thread. */
public interface ConfigurationAccess {
  /** As it is now. */
  ConfigurationState state();

  /**
   * Has it read anew at once; completes, on any thread, when what takes effect immediately has. May
   * take some seconds.
   */
  CompletionStage<ConfigurationState> reload();
}
