package org.sipha.it.agent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A telephone: one port, any number of calls. Everything happens on one thread of its own; the
 * methods may be called from any.
 */
public final class UserAgent implements AutoCloseable {
  private final String number;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "user agent");
            thread.setDaemon(true);
            return thread;
          });
  private final Port port;
  private final Wording wording;
  private final ClientTransactions transactions;
  private final Map<String, Dialog> dialogs = new ConcurrentHashMap<>();
  private final Map<String, Dialog> byName = new ConcurrentHashMap<>();
  private final Callee callee;
  private final AtomicLong requests = new AtomicLong();

  /** Opens a port on loopback, where SIP is served at another port. */
  public UserAgent(String number, int localPort, int remotePort) {
    this(number, localPort, Line.loopback(remotePort));
  }

  /**
   * Opens the port.
   *
   * @param number its DN, for the URIs
   * @param localPort the port of the DN's contact
   */
  public UserAgent(String number, int localPort, Line line) {
    this(number, localPort, line, Transport.UDP);
  }

  /** Opens the port, for that transport. */
  public UserAgent(String number, int localPort, Line line, Transport transport) {
    this.number = number;
    Consumer<SipMessage> onMessage = message -> loop.execute(() -> received(message));
    this.port =
        transport.isDatagram()
            ? new UdpPort(localPort, line, onMessage)
            : new StreamPort(localPort, line, transport, onMessage);
    this.wording = new Wording(number, localPort, line, transport);
    this.transactions = new ClientTransactions(loop, port::send, transport.isDatagram());
    this.callee = new Callee(loop, port::send, wording, this::add, dialogs::get);
    port.start();
  }

  /**
   * Calls a number.
   *
   * @param name names the call; the callee finds it in the session description, which passes
   *     through servers
   * @return completes when the call is up or has failed
   */
  public CompletableFuture<Outcome> call(String dialled, String name) {
    long serial = requests.incrementAndGet();
    Dialog dialog =
        new Dialog(
            name,
            "%s-%s-%d@held".formatted(number, name, System.nanoTime()),
            wording.ownUri(),
            "c" + serial,
            wording.serviceUri(dialled),
            wording.serviceUri(dialled));
    loop.execute(
        () -> {
          add(dialog);
          invite(dialog, "sendrecv", dialog.setUp);
        });
    return dialog.setUp;
  }

  /** Hangs up. Completes with the answer to the BYE. */
  public CompletableFuture<Outcome> hangUp(Dialog dialog) {
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    loop.execute(
        () ->
            request(
                dialog,
                "BYE",
                "",
                answer -> {
                  if (answer.isSuccess()) {
                    dialog.ended(false);
                  }
                  done.complete(answer);
                }));
    return done;
  }

  /**
   * Sends a re-INVITE.
   *
   * @param direction {@code sendonly} puts the other party on hold, {@code sendrecv} takes it back
   */
  public CompletableFuture<Outcome> reInvite(Dialog dialog, String direction) {
    CompletableFuture<Outcome> done = new CompletableFuture<>();
    loop.execute(() -> invite(dialog, direction, done));
    return done;
  }

  /** Its side of a call, by the call's name. */
  public Optional<Dialog> dialog(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whatever it has received that no SIP server may send. */
  public List<String> violations() {
    return callee.violations();
  }

  private void add(Dialog dialog) {
    dialogs.put(dialog.callId, dialog);
    byName.put(dialog.name, dialog);
  }

  private void received(SipMessage message) {
    try {
      if (message.isResponse()) {
        transactions.received(message);
      } else {
        callee.received(message);
      }
    } catch (RuntimeException e) {
      callee.violation("can't be understood (" + e + ")", message);
    }
  }

  private void invite(Dialog dialog, String direction, CompletableFuture<Outcome> done) {
    long cseq = dialog.localCseq.incrementAndGet();
    String branch = branch();
    String body = wording.session(dialog.name, cseq, direction);
    boolean initial = dialog.state == Dialog.State.CALLING;
    transactions.send(
        "INVITE",
        branch,
        wording.request(dialog, "INVITE", cseq, branch, body),
        answer -> {
          Outcome outcome = new Outcome(answer.status(), answer.startLine());
          if (outcome.isSuccess()) {
            dialog.remoteTag = answer.toTag();
            dialog.target = answer.contactUri();
            port.send(wording.request(dialog, "ACK", cseq, branch(), ""));
          } else {
            // Hop by hop, in the transaction of the INVITE (RFC 3261 17.1.1.3).
            port.send(wording.ackOfFailure(dialog, cseq, branch, answer));
          }
          if (initial && dialog.state == Dialog.State.CALLING) {
            dialog.state = outcome.isSuccess() ? Dialog.State.UP : Dialog.State.FAILED;
          }
          done.complete(outcome);
        },
        () -> {
          if (initial) {
            dialog.state = Dialog.State.FAILED;
          }
          done.complete(Outcome.SILENCE);
        });
  }

  private void request(Dialog dialog, String method, String body, Consumer<Outcome> done) {
    long cseq = dialog.localCseq.incrementAndGet();
    String branch = branch();
    transactions.send(
        method,
        branch,
        wording.request(dialog, method, cseq, branch, body),
        answer -> done.accept(new Outcome(answer.status(), answer.startLine())),
        () -> done.accept(Outcome.SILENCE));
  }

  private String branch() {
    return "z9hG4bK" + number + "." + requests.incrementAndGet() + "." + System.nanoTime();
  }

  @Override
  public void close() {
    port.close();
    loop.shutdownNow();
  }
}
