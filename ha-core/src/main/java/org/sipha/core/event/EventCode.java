package org.sipha.core.event;

import static org.sipha.core.node.Reason.Level.ERROR;
import static org.sipha.core.node.Reason.Level.INFO;
import static org.sipha.core.node.Reason.Level.WARN;

import java.util.Locale;
import org.sipha.core.node.Reason.Level;

/**
 * Each kind of event, with its severity, its meaning and what an operator does about it; {@code
 * docs/events.md} is made from this. The codes are stable: monitoring may rely on them. Spelled for
 * operators with hyphens in lower case by {@link #toString}.
 */
public enum EventCode {
  SERVER_STARTED(INFO, "The server's ports are open and it begins to act.", "Nothing."),
  SERVER_STOPPING(
      INFO,
      "The server was told to end; a primary hands over first.",
      "Nothing, if somebody stopped it."),
  SERVER_STOPPED(INFO, "The server has ended in order.", "Nothing."),
  SELF_CHECK_FAILED(
      WARN,
      "A check at the start has failed, for example the warm-up of the SIP path. It is repeated;"
          + " until it passes the server doesn't become backup, but it serves if nobody else does.",
      "Do what the text says; if sip-path-warm goes on failing, look at the load of the host and at"
          + " the log before this line."),

  ROLE_PRIMARY(INFO, "This server has become primary and serves SIP.", "Nothing."),
  ROLE_BACKUP(INFO, "This server has become backup of a primary.", "Nothing."),
  ROLE_NONE(
      INFO,
      "This server has no role any more: it hands over, or it stops serving.",
      "Nothing, if a role follows within seconds or the server was stopped; else see what the"
          + " status blocks on."),
  ROLE_STEP(INFO, "One step of a role change, from phase to phase.", "Nothing."),
  COMMAND(INFO, "An operator or a VIP manager gave a command.", "Nothing."),
  SWITCHOVER_BEGUN(INFO, "The primary begins to hand over.", "Nothing; it takes a few seconds."),
  SWITCHOVER_DONE(INFO, "The other server serves.", "Nothing."),
  SWITCHOVER_REFUSED(
      INFO,
      "A switchover was refused, with the reason and the blockers of both servers.",
      "Wait until both servers are ready, or force it and lose the calls that the status names."),
  SWITCHOVER_ROLLED_BACK(
      WARN,
      "A hand-over could not be completed; the old primary serves again.",
      "Mend what the text names, then try again."),
  SWITCHOVER_FORCED(
      WARN,
      "A forced hand-over goes on though something isn't confirmed by the backup.",
      "Expect that calls are lost; they are named with the double failure."),
  FAILOVER(
      WARN,
      "The backup has taken over without a hand-over: the primary is gone.",
      "Find out why the other server ended, and start it again."),
  PRIMARY_GONE(
      WARN,
      "The process that was primary is gone, because a new one speaks from its server.",
      "Find out why it ended."),
  DOUBLE_FAILURE(
      ERROR,
      "The primary changed while a switchover was not safe: calls are lost, as far as known with"
          + " their number.",
      "See doubleFailures in the status for the calls; tell those concerned."),
  CALLS_LOST(
      WARN,
      "Multisite calls that the other server doesn't hold are given up after a forced hand-over.",
      "Nothing can be done; their records are written."),
  PEER_CANNOT_SERVE(
      WARN,
      "The other server was handed the role and can't serve.",
      "Look at the other server's events for the reason."),
  RIGHT_DENIED(
      INFO,
      "The arbiter doesn't grant the right to serve.",
      "Nothing, while the other server serves. If nobody does, see who holds the lock: a frozen"
          + " primary has to be ended."),
  RIGHT_LOST(
      ERROR,
      "This primary has lost the right to serve and stops serving.",
      "Look at the arbiter: with type = file, whether somebody removed or replaced the lock file; with etcd, whether its"
          + " members run, reach one another and are reached from here."),
  RIGHT_NOT_RENEWED(
      WARN,
      "More than half of the lease is over and the right to serve isn't renewed: the arbiter isn't reached or has no quorum."
          + " A switchover is refused until it is renewed.",
      "See whether the members of etcd run, reach one another and are reached from here: this server stops serving when the"
          + " lease is over, unless without-quorum = go-on."),
  RIGHT_BY_PROMISE(
      WARN,
      "The lease is over, and this primary serves on because the connected backup promises with each heartbeat not to ask"
          + " for the right (without-quorum = go-on). If the HA connection is lost now, nobody serves.",
      "Bring the members of etcd back; leave both servers and the network between them alone until then."),
  RIGHT_RENEWED(INFO, "The right to serve is renewed in time again.", "Nothing."),
  EPOCH_NOT_WRITTEN(
      ERROR,
      "The epoch can't be written to data-directory and is kept in memory only.",
      "Make data-directory writable, with room on its disk, before the next role change."),
  STOOD_STILL(
      WARN,
      "The process stood still for so long that it may have been replaced; it serves nobody until"
          + " it knows.",
      "Find out what stopped it: the host's load, its memory, a paused virtual machine."),
  WOKE_UP(INFO, "A process that stood still knows whether it serves.", "Nothing."),

  CONNECTION_ESTABLISHED(INFO, "The HA connection is established.", "Nothing."),
  CONNECTION_SUSPECT(
      WARN,
      "The peer isn't heard, or the socket was lost; the session may go on.",
      "Nothing, if it is established again. If it happens often, look at the network between the"
          + " servers."),
  CONNECTION_DOWN(
      WARN,
      "The HA connection is lost: what happens now has no copy.",
      "See whether the other server runs and the network carries port [backup-sync] port."),
  CONNECTION_REFUSED(
      WARN,
      "Somebody was refused at the HA connection, or this server was: by the certificate or in the"
          + " handshake. Each kind is told once a minute at most.",
      "Mend what the text names: the two configuration files don't fit together, a certificate"
          + " isn't right, or a stranger calls."),
  CONNECTION_MISUSED(
      WARN,
      "What came over the HA connection makes no sense, or its peer doesn't read: the socket was"
          + " closed.",
      "If it comes from the other server, compare the versions of both; else keep strangers from"
          + " the port."),
  SETTINGS_DIFFER(
      WARN,
      "Options that should be equal on both servers aren't.",
      "Make them equal; sipha config show FILE shows each server's."),
  SETTINGS_EQUAL(INFO, "Options that should be equal on both servers are again.", "Nothing."),
  CLOCKS_DIFFER(
      WARN,
      "The wall clocks of the two servers differ by more than 2 s. Calls aren't harmed, but times"
          + " in records and logs are wrong, and with more than 30 s a starting server doesn't"
          + " become backup.",
      "Set the clocks of both hosts, best by NTP."),
  CLOCKS_AGREE(INFO, "The wall clocks of the two servers agree again.", "Nothing."),
  PEER_GOODBYE(INFO, "The other server ends in order.", "Nothing, if somebody stopped it."),

  SYNCHRONIZATION_BEGUN(INFO, "The two servers begin to compare their calls.", "Nothing."),
  SYNCHRONIZATION_COMPARED(
      INFO, "The inventory is done: so many calls are missing at the backup.", "Nothing."),
  SYNCHRONIZATION_BATCH(INFO, "The backup has confirmed a batch of missing calls.", "Nothing."),
  SYNCHRONIZATION_DONE(INFO, "The backup holds all calls that were missing.", "Nothing."),
  ANSWERS_UNPROTECTED(
      WARN,
      "Answers went to their parties before the backup had confirmed them.",
      "If it goes on, the HA connection or the backup is slow: compare with"
          + " ha-answer-sync-timeout."),
  PAIR_UNPROTECTED(
      ERROR,
      "The primary has not been ready for a switchover, or has had no HA connection, for"
          + " unprotected-alarm-minutes: if it ends now, calls are lost.",
      "Mend what the text names; mostly the other server has to be started."),
  PAIR_PROTECTED(INFO, "The alarm pair-unprotected is over.", "Nothing."),

  GRID_GONE(
      WARN,
      "The grid isn't reached, or doesn't take what is written: a double failure would lose calls."
          + " The pair goes on without.",
      "See whether the members of the grid run and this host reaches them; what was missed is"
          + " written when it is back."),
  GRID_BACK(INFO, "The grid is reached again, and brought up to date.", "Nothing."),
  RECALL_BEGUN(
      INFO,
      "A server has taken over that may lack calls, and reads what the grid has of this pair.",
      "Nothing; the status shows the recovery."),
  RECALL_ENDED(
      INFO,
      "All that the grid has of this pair was read: so many calls came back, and are checked at"
          + " their parties.",
      "If calls are named that did not come back, tell those concerned."),
  RECALL_CHECKED(
      INFO,
      "The parties of all calls that came back from the grid have been asked: so many go on.",
      "Nothing."),

  SIP_OPENED(INFO, "SIP is served.", "Nothing."),
  SIP_CLOSED(INFO, "SIP isn't served here any more.", "Nothing."),
  SIP_OPEN_FAILED(
      ERROR,
      "SIP can't be served, for example because the port is in use; the right goes to whoever can.",
      "Free the port or bring the address that the text names."),
  SCRIPT_FAILED(
      ERROR,
      "sip-vip-script-up or sip-vip-script-down has failed.",
      "Run the script by hand as the server's user and mend it; what it printed is in the log."),
  OVERLOAD_BEGUN(
      WARN,
      "Messages wait too long: new calls are answered 503, calls in progress go on.",
      "If it comes back, give the host more processor time or the pair fewer calls."),
  OVERLOAD_ENDED(INFO, "New calls are taken again.", "Nothing."),

  CONFIGURATION_TAKEN(INFO, "A changed configuration was taken.", "Nothing."),
  CONFIGURATION_REJECTED(
      ERROR,
      "A changed configuration is invalid and rejected as a whole; the one before holds.",
      "Mend it as the text says; sipha config check FILE finds every problem."),
  CONFIGURATION_WAITING(
      INFO,
      "Options of a taken configuration wait for a restart or for the HA connection.",
      "Restart the server when it is ready for upgrade, if they are wanted now."),
  CONFIGURATION_SERVER_LOST(
      WARN,
      "The configuration server isn't reached or gives nothing usable; what is configured holds.",
      "See whether it runs; the calls don't need it."),
  CONFIGURATION_SERVER_REACHED(INFO, "The configuration server is reached again.", "Nothing."),
  CONFIGURATION_COPY_USED(
      WARN,
      "The server has started with the last known good configuration.",
      "See why the configuration server didn't give a valid one."),

  RECORDS_NOT_WRITTEN(
      ERROR,
      "Call detail records can't be written; the last ones are kept in memory and tried again.",
      "Make room on the disk of data-directory, or make its directory records writable."),
  RECORDS_WRITTEN(INFO, "Call detail records can be written again.", "Nothing."),

  CERTIFICATE_EXPIRES_SOON(
      WARN,
      "A certificate that the server uses expires within 30 or 14 days.",
      "Renew it and restart the server when it is ready for upgrade."),
  CERTIFICATE_EXPIRES_NOW(
      ERROR,
      "A certificate that the server uses expires within 7 days or 1 day.",
      "Renew it now: without it no new HA connection can be established."),
  CERTIFICATE_EXPIRED(
      ERROR,
      "A certificate that the server uses has expired.",
      "Renew it and restart the server; the next HA connection will be refused."),
  CERTIFICATE_RENEWED(
      INFO,
      "The file of a certificate holds another one than before; the text says when it is used.",
      "Restart the server when it is ready for upgrade, unless the text says that it is used now."),

  UPGRADE_BEGAN(
      INFO, "An upgrade of the pair begins, or goes on after an interruption.", "Nothing."),
  UPGRADE_ENDED(
      INFO,
      "An upgrade of the pair has ended; the text says how.",
      "If it was refused or has failed: sipha upgrade --resume goes on, sipha upgrade --rollback"
          + " goes back.");

  private final Level severity;
  private final String meaning;
  private final String action;

  EventCode(Level severity, String meaning, String action) {
    this.severity = severity;
    this.meaning = meaning;
    this.action = action;
  }

  /** How much a person must care; never DEBUG. */
  public Level severity() {
    return severity;
  }

  /** In a sentence. */
  public String meaning() {
    return meaning;
  }

  /** What an operator should do, in a sentence. */
  public String action() {
    return action;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
