package org.sipha.dist.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.event.Timeline;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeView;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.Operators;
import org.sipha.http.CertificateState;
import org.sipha.http.ConfigurationAccess;
import org.sipha.http.LinkFigures;
import org.sipha.http.NodeAccess;
import org.sipha.http.SipFigures;
import org.sipha.http.SipLog;

/**
 * Stands between the node's loop and the people who watch and command it: keeps the latest view,
 * and joins each command and each question with its answer.
 *
 * <p>A node that hangs answers nothing; what waits for it is bounded by {@link #MAX_WAITING}.
 */
final class NodeDesk implements Operators, NodeAccess {
  private static final int MAX_WAITING = 1_000;

  private final Inputs inputs;
  private final CallDirectory calls;
  private final CallCodec codec;
  private final Timeline events;
  private final Supplier<Optional<Duration>> unprotectedFor;
  private final Supplier<SipFigures> sip;
  private final Supplier<LinkFigures> link;
  private final SipLog sipLog;
  private final ConfigurationAccess configuration;
  private final Supplier<List<CertificateState>> certificates;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<CommandResult>> commands = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<BlockingCallsPage>> questions =
      new ConcurrentHashMap<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile @Nullable NodeView view;

  /**
   * A desk for one node.
   *
   * @param inputs the node's loop
   * @param calls the node's calls
   * @param events what has happened to this server
   * @param unprotectedFor see {@link NodeAccess#unprotectedFor}
   * @param sip what the SIP side counts, asked for each page
   * @param link what went over the HA connection, asked for each page
   * @param sipLog the log of SIP messages
   * @param configuration the configuration of the server
   * @param certificates which the server uses, asked for each page
   */
  NodeDesk(
      Inputs inputs,
      CallDirectory calls,
      CallCodec codec,
      Timeline events,
      Supplier<Optional<Duration>> unprotectedFor,
      Supplier<SipFigures> sip,
      Supplier<LinkFigures> link,
      SipLog sipLog,
      ConfigurationAccess configuration,
      Supplier<List<CertificateState>> certificates) {
    this.inputs = inputs;
    this.calls = calls;
    this.codec = codec;
    this.events = events;
    this.unprotectedFor = unprotectedFor;
    this.sip = sip;
    this.link = link;
    this.sipLog = sipLog;
    this.configuration = configuration;
    this.certificates = certificates;
  }

  /** Completes when the node has ended after {@link Input.Stop}. */
  CompletableFuture<Void> whenStopped() {
    return stopped;
  }

  // ---- from the node
  // -----------------------------------------------------------------------------------------------

  @Override
  public void publish(NodeView latest) {
    view = latest;
  }

  @Override
  public void reply(long command, CommandResult result) {
    CompletableFuture<CommandResult> waiting = commands.remove(command);
    if (waiting != null) {
      waiting.complete(result);
    }
  }

  @Override
  public void blockingCalls(long query, BlockingCallsPage page) {
    CompletableFuture<BlockingCallsPage> waiting = questions.remove(query);
    if (waiting != null) {
      waiting.complete(page);
    }
  }

  @Override
  public void stopped() {
    stopped.complete(null);
  }

  // ---- from people
  // -------------------------------------------------------------------------------------------------

  @Override
  public Optional<NodeView> view() {
    return Optional.ofNullable(view);
  }

  /** Whether SIP may be answered now; see {@link NodeView#maySpeak}. */
  boolean maySpeak() {
    NodeView latest = view;
    return latest == null || latest.maySpeak(System.nanoTime(), System.currentTimeMillis());
  }

  @Override
  public CallDirectory calls() {
    return calls;
  }

  @Override
  public CallCodec codec() {
    return codec;
  }

  @Override
  public CompletionStage<CommandResult> command(Input.Command.Kind kind, boolean force) {
    if (commands.size() >= MAX_WAITING) {
      return CompletableFuture.completedStage(
          new CommandResult(
              CommandResult.Outcome.BUSY,
              commands.size() + " commands wait for the node already",
              null,
              List.of()));
    }
    long number = numbers.incrementAndGet();
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    commands.put(number, answer);
    inputs.give(new Input.Command(number, kind, force));
    return answer;
  }

  @Override
  public CompletionStage<BlockingCallsPage> blockingCalls(@Nullable CallId after, int limit) {
    if (questions.size() >= MAX_WAITING) {
      return CompletableFuture.failedStage(
          new IllegalStateException(questions.size() + " questions wait for the node already"));
    }
    long number = numbers.incrementAndGet();
    CompletableFuture<BlockingCallsPage> answer = new CompletableFuture<>();
    questions.put(number, answer);
    inputs.give(new Input.ListBlockingCalls(number, after, limit));
    return answer;
  }

  @Override
  public Timeline events() {
    return events;
  }

  @Override
  public Optional<Duration> unprotectedFor() {
    return unprotectedFor.get();
  }

  @Override
  public SipFigures sip() {
    return sip.get();
  }

  @Override
  public LinkFigures link() {
    return link.get();
  }

  @Override
  public SipLog sipLog() {
    return sipLog;
  }

  @Override
  public ConfigurationAccess configuration() {
    return configuration;
  }

  @Override
  public List<CertificateState> certificates() {
    return certificates.get();
  }
}
