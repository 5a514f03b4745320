package org.sipha.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.event.Timeline;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeView;

/**
 * Port: the node that the pages show and command. Every method returns at once and may be called
 * from any thread; the stages may complete on any thread.
 */
public interface NodeAccess {
  /**
   * What the node published last, as it was published: the reader asks {@link NodeView#asOf} before
   * it believes it. Empty until the node has spoken for the first time.
   */
  Optional<NodeView> view();

  /** The calls that the node holds. */
  CallDirectory calls();

  /** Decodes the copies that a backup keeps. */
  CallCodec codec();

  /**
   * Has the node carry out a command (SPEC 4). The stage may complete late or never, if the node
   * hangs; the caller has a time limit of its own.
   */
  CompletionStage<CommandResult> command(Input.Command.Kind kind, boolean force);

  /**
   * The calls that hold readiness at 0, in the order of their ids; may complete late or never, like
   * {@link #command}.
   *
   * @param after begin after this call, null to begin at the first
   * @param limit how many calls at most, 1 to 1,001
   */
  CompletionStage<BlockingCallsPage> blockingCalls(@Nullable CallId after, int limit);

  /** What has happened to this server. */
  Timeline events();

  /**
   * For how long this node has been a primary without the HA connection or not ready for a
   * switchover; empty if it isn't.
   */
  Optional<Duration> unprotectedFor();

  /** What the SIP side counts, as it is now. */
  SipFigures sip();

  /** What went over the HA connection until now. */
  LinkFigures link();

  /** The log of SIP messages. */
  SipLog sipLog();

  /** The configuration of the server. */
  ConfigurationAccess configuration();

  /** The certificates that the server uses. */
  List<CertificateState> certificates();
}
