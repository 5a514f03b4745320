package org.sipha.sip.transaction;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.Via;
import org.sipha.sip.transport.SipTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All transactions of a SIP loop (RFC 3261 17): finds the one that a message belongs to (17.1.3,
 * 17.2.3) and makes new ones. Not thread-safe.
 */
public final class TransactionLayer {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionLayer.class);
  private static final String INVITE = "INVITE";
  private static final String ACK = "ACK";
  private static final String CANCEL = "CANCEL";

  private final SipTransport transport;
  private final SipTimers timers;
  private final SipCounters counters;
  private final int maxTransactions;
  private final BooleanSupplier overloaded;
  private final Map<String, ServerTransaction> servers = new HashMap<>();
  private final Map<String, ClientTransaction> clients = new HashMap<>();

  /** INVITEs that begin a call, by what forking leaves the same. */
  private final Map<String, InviteServerTransaction> initialInvites = new HashMap<>();

  private @Nullable TransactionUser user;

  /**
   * A layer without transactions.
   *
   * @param maxTransactions bound of the table of received requests; past it new ones are refused
   * @param overloaded whether new calls should go elsewhere
   */
  public TransactionLayer(
      SipTransport transport,
      SipTimers timers,
      SipCounters counters,
      int maxTransactions,
      BooleanSupplier overloaded) {
    this.transport = transport;
    this.timers = timers;
    this.counters = counters;
    this.maxTransactions = maxTransactions;
    this.overloaded = overloaded;
  }

  /** Names who stands above; before the first message. */
  public void serve(TransactionUser transactionUser) {
    user = transactionUser;
  }

  /** Takes a message from the network. */
  public void received(SipMessage message) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("<- {} {}", message.source(), message.summary());
    }
    if (message instanceof SipRequest request) {
      request(request);
    } else if (message instanceof SipResponse response) {
      response(response);
    }
  }

  // ---- requests received

  private void request(SipRequest request) {
    String key = serverKey(request.head(), request.method());
    ServerTransaction known = servers.get(key);
    if (request.is(ACK)) {
      boolean taken = known instanceof InviteServerTransaction invite && invite.acknowledged();
      if (!taken) {
        user().ack(request);
      }
    } else if (known != null) {
      counters.retransmissionsReceived.increment();
      known.heardFrom(request.source());
      known.retransmitted();
    } else {
      counters.requestsReceived.increment();
      if (servers.size() >= maxTransactions || (isNewCall(request) && overloaded.getAsBoolean())) {
        refuse(request);
      } else if (isMerged(request)) {
        respondStateless(request, 482);
      } else if (request.is(CANCEL) || !user().answeredStatelessly(request)) {
        begin(request, key);
      }
    }
  }

  private static boolean isNewCall(SipRequest request) {
    return request.is(INVITE) && request.head().toTag() == null;
  }

  /**
   * Whether an INVITE has come on another way before: a proxy forked, and both ways lead here (RFC
   * 3261 8.2.2.2).
   */
  private boolean isMerged(SipRequest request) {
    return isNewCall(request) && initialInvites.containsKey(forkKey(request.head()));
  }

  private void refuse(SipRequest request) {
    counters.dropped.increment();
    if (request.is(INVITE)) {
      user().overload(request);
    }
  }

  private void begin(SipRequest request, String key) {
    Head head = request.head();
    if (request.is(INVITE)) {
      user().request(request, putInvite(key, head, request.source()));
    } else {
      NonInviteServerTransaction other =
          new NonInviteServerTransaction(this, key, head, request.source());
      servers.put(key, other);
      if (request.is(CANCEL)) {
        cancel(request, other);
      } else {
        user().request(request, other);
      }
    }
  }

  /** RFC 3261 9.2: a CANCEL is answered here; its INVITE has the same branch. */
  private void cancel(SipRequest request, ServerTransaction cancel) {
    Head head = request.head();
    String key = serverKey(head, INVITE);
    if (!servers.containsKey(key)) {
      user().strayCancel(head);
    }
    ServerTransaction target = servers.get(key);
    if (target instanceof InviteServerTransaction invite) {
      cancel.respond(OutgoingResponse.of(head, 200, invite.localTag()));
      invite.heardFrom(request.source());
      invite.cancelled();
    } else {
      cancel.respond(OutgoingResponse.of(head, 481, Tags.stateless(head)));
    }
  }

  /**
   * Goes on with an INVITE that another server has received and not answered finally.
   *
   * @param source where it came from, or the sender has spoken from since
   */
  public InviteServerTransaction adoptInvite(Head invite, SipAddress source) {
    return putInvite(serverKey(invite, INVITE), invite, source);
  }

  /** Our tag in the answers to an INVITE that begins a call, if it is being worked on. */
  public Optional<String> tagOf(Head invite) {
    return Optional.ofNullable(initialInvites.get(forkKey(invite)))
        .map(InviteServerTransaction::localTag);
  }

  private InviteServerTransaction putInvite(String key, Head head, SipAddress source) {
    String forkKey = head.toTag() == null ? forkKey(head) : null;
    InviteServerTransaction transaction =
        new InviteServerTransaction(this, key, forkKey, head, source);
    servers.put(key, transaction);
    if (forkKey != null) {
      initialInvites.put(forkKey, transaction);
    }
    return transaction;
  }

  /** Answers without a transaction (RFC 3261 8.2.7): for those whom we owe no memory. */
  public void respondStateless(SipRequest request, int status, Header... headers) {
    Head head = request.head();
    OutgoingResponse response = OutgoingResponse.of(head, status, Tags.stateless(head), headers);
    sendResponse(response, response.encode(), request.source());
  }

  // ---- requests sent

  /** Sends a request other than INVITE and ACK. */
  public void send(OutgoingRequest request, ClientListener listener) {
    start(new NonInviteClientTransaction(this, request, listener));
  }

  /** Sends an INVITE. */
  public InviteClientTransaction invite(OutgoingRequest request, ClientListener listener) {
    InviteClientTransaction transaction = new InviteClientTransaction(this, request, listener);
    start(transaction);
    return transaction;
  }

  /**
   * Goes on with an INVITE that another server has sent and that was answered by a 1xx or, if
   * accepted, by a 2xx.
   */
  public InviteClientTransaction adoptInvite(
      OutgoingRequest request, boolean accepted, ClientListener listener) {
    InviteClientTransaction transaction = new InviteClientTransaction(this, request, listener);
    clients.put(transaction.key, transaction);
    transaction.adopt(accepted);
    return transaction;
  }

  /** Sends an ACK to a 2xx: nobody answers it, and it is sent again when the 2xx comes again. */
  public SentAck sendAck(OutgoingRequest ack) {
    SentAck sent = new SentAck(ack.encode(), ack.destination(), null);
    if (ack.isTooLargeForDatagram(sent.bytes().length) && speaksTcp()) {
      OutgoingRequest whole = ack.overTcp();
      sent = new SentAck(whole.encode(), whole.destination(), sent);
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug("-> {} {}", sent.destination(), ack.summary());
    }
    transmit(sent);
    return sent;
  }

  /** Sends an ACK to a 2xx again. */
  public void sendAck(SentAck ack) {
    LOG.debug("-> {} ACK again, {} bytes", ack.destination(), ack.bytes().length);
    transmit(ack);
  }

  private void transmit(SentAck ack) {
    counters.requestsSent.increment();
    SentAck otherwise = ack.otherwise();
    transport.send(
        ack.destination(),
        ack.bytes(),
        () -> {
          if (otherwise != null) {
            transmit(otherwise);
          }
        });
  }

  private void start(ClientTransaction transaction) {
    clients.put(transaction.key, transaction);
    transaction.start();
  }

  private void response(SipResponse response) {
    counters.responseReceived(response.status());
    String branch = response.head().via().branch();
    ClientTransaction transaction =
        branch == null ? null : clients.get(clientKey(branch, response.head().method()));
    if (transaction != null) {
      transaction.response(response);
    } else {
      user().stray(response);
    }
  }

  // ---- for the transactions

  void sendRequest(OutgoingRequest request, byte[] bytes, Runnable undeliverable) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("-> {} {}", request.destination(), request.summary());
    }
    counters.requestsSent.increment();
    transport.send(request.destination(), bytes, undeliverable);
  }

  void sendResponse(OutgoingResponse response, byte[] bytes, SipAddress destination) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("-> {} {}", destination, response.summary());
    }
    counters.responseSent(response.status());
    transport.send(destination, bytes, () -> LOG.debug("{} is not reached", destination));
  }

  void sendAgain(SipAddress destination, byte[] message) {
    LOG.debug("-> {} again, {} bytes", destination, message.length);
    counters.retransmissionsSent.increment();
    transport.send(destination, message, () -> {});
  }

  boolean isConnected(SipAddress peer) {
    return transport.isConnected(peer);
  }

  boolean speaksTcp() {
    return transport.speaks(SipAddress.TCP);
  }

  boolean holds(ClientTransaction transaction) {
    return clients.get(transaction.key) == transaction;
  }

  SipTimers timers() {
    return timers;
  }

  SipCounters counters() {
    return counters;
  }

  void remove(ServerTransaction transaction) {
    servers.remove(transaction.key, transaction);
    if (transaction instanceof InviteServerTransaction invite && invite.forkKey() != null) {
      initialInvites.remove(invite.forkKey(), invite);
    }
  }

  boolean remove(ClientTransaction transaction) {
    return clients.remove(transaction.key, transaction);
  }

  private TransactionUser user() {
    TransactionUser above = user;
    if (above == null) {
      throw new IllegalStateException("nobody stands above the transactions");
    }
    return above;
  }

  /** Transactions of both kinds. */
  public int size() {
    return servers.size() + clients.size();
  }

  /** RFC 3261 17.2.3; an ACK is found with its INVITE. */
  private static String serverKey(Head head, String method) {
    String matched = method.equals(ACK) ? INVITE : method;
    Via via = head.via();
    if (via.hasUniqueBranch()) {
      return via.branch() + "|" + via.sentBy() + "|" + matched;
    }
    return "2543|"
        + head.callId()
        + "|"
        + head.cseq()
        + "|"
        + head.fromTag()
        + "|"
        + via.sentBy()
        + "|"
        + via.branch()
        + "|"
        + matched;
  }

  private static String forkKey(Head head) {
    return head.callId() + "|" + head.fromTag() + "|" + head.cseq();
  }

  static String clientKey(String branch, String method) {
    return branch + "|" + method;
  }
}
