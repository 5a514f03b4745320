package org.sipha.config.option;

import static org.sipha.config.option.Comparison.SHARED;
import static org.sipha.config.option.Comparison.UNSAFE;
import static org.sipha.config.option.SectionKind.TSERVER;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sipha.config.type.Choice;
import org.sipha.config.type.FilePath;
import org.sipha.config.type.Host;
import org.sipha.config.type.PreferredRole;
import org.sipha.config.type.TimeSpan;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;
import org.sipha.core.call.CallId;

/** The options of {@code [TServer]}. */
public final class TServerOptions {
  /** Name of the server. */
  public static final Option<String> APPLICATION_NAME =
      Option.required(
          TSERVER,
          "application-name",
          Word.name(),
          "sips-a",
          "Name of this server, unique in the pair; the status shows it as NAME.");

  /** Number of the server. */
  public static final Option<Integer> SERVER_ID =
      Option.required(
          TSERVER,
          "server-id",
          new WholeNumber(1, CallId.MAX_SERVER_ID),
          "1",
          "Number of this server, unique in the pair. It is part of the ids of its calls; the lower one breaks ties.");

  /** Service address. */
  public static final Option<String> SIP_ADDRESS =
      Option.required(
              TSERVER,
              "sip-address",
              new Host(false),
              "127.0.0.1",
              "The service address, where the primary serves SIP: the same on both servers.")
          .compared(UNSAFE);

  /** Service port. */
  public static final Option<Integer> SIP_PORT =
      Option.withDefault(
              TSERVER,
              "sip-port",
              WholeNumber.port(),
              "5060",
              "Port of the service address: the same on both servers.")
          .compared(UNSAFE);

  /** How much is taken from strangers. */
  public static final Option<Integer> MAX_MESSAGES_PER_STRANGER =
      Option.withDefault(
          TSERVER,
          "sip-max-messages-per-stranger",
          new WholeNumber(0, 100_000),
          "100",
          "SIP messages a second that are taken from one address which is no DN's or trunk's; what is beyond is dropped"
              + " before it costs anything. A connection counts as one message, over TLS as ten. 0 takes all.");

  /** Address of the pages. */
  public static final Option<String> HTTP_ADDRESS =
      Option.withDefault(
          TSERVER,
          "http-address",
          new Host(true),
          "127.0.0.1",
          "Where this server's own pages, readiness and commands are. Each server has its own; monitoring must reach both.");

  /** Port of the pages. */
  public static final Option<Integer> HTTP_PORT =
      Option.withDefault(
          TSERVER,
          "http-port",
          WholeNumber.port(),
          "8080",
          "Port of http-address. Two servers on one host need different ones.");

  /** Preferred role. */
  public static final Option<PreferredRole> HA_PREFERRED_ROLE =
      Option.withDefault(
              TSERVER,
              "ha-preferred-role",
              Choice.of(PreferredRole.class),
              "backup",
              "Who serves when two servers meet of which neither is primary nor holds calls: the one with primary; if that"
                  + " doesn't tell them apart, the lower server-id. An acting primary is never displaced by preference.")
          .inSample("primary");

  /** Size of a batch. */
  public static final Option<Integer> HA_MAX_CALLS_SYNC_AT_ONCE =
      Option.withDefault(
              TSERVER,
              "ha-max-calls-sync-at-once",
              new WholeNumber(200, 1000),
              "500",
              "How many missing calls are synchronized to the backup at once; the next ones go 1 s after these were"
                  + " confirmed. Raise it to be ready sooner after a restart of the backup, lower it to spare the network.")
          .compared(SHARED)
          .effective(EffectTime.WHEN_CONNECTION_ESTABLISHED);

  /** Wait of an answer. */
  public static final Option<Duration> HA_ANSWER_SYNC_TIMEOUT =
      Option.withDefault(
              TSERVER,
              "ha-answer-sync-timeout",
              TimeSpan.millis(0, 10_000),
              "100",
              "In ms: how long the answer or the end of a call waits for the backup's confirmation; past that it goes on"
                  + " and is counted as unprotected. 0 switches the waiting off.")
          .compared(SHARED);

  /** Wait of a switchover. */
  public static final Option<Duration> HA_DRAIN_TIMEOUT =
      Option.withDefault(
              TSERVER,
              "ha-drain-timeout",
              TimeSpan.seconds(100, 5),
              "2",
              "In s: how long a switchover waits until the backup has confirmed everything; past that it is given up.")
          .compared(SHARED);

  /** Wait of a start. */
  public static final Option<Duration> HA_START_WAIT =
      Option.withDefault(
              TSERVER,
              "ha-start-wait",
              TimeSpan.seconds(1_000, 300),
              "10",
              "In s: how long a starting server looks for its peer before it may serve alone.")
          .compared(SHARED);

  /** How long a pair may be unprotected. */
  public static final Option<Integer> UNPROTECTED_ALARM_MINUTES =
      Option.withDefault(
              TSERVER,
              "unprotected-alarm-minutes",
              new WholeNumber(1, 1_440),
              "5",
              "In min: after so long without the HA connection, or not ready for a switchover, the primary raises the alarm"
                  + " pair-unprotected. Raise it where synchronization regularly takes longer.")
          .effective(EffectTime.IMMEDIATELY);

  /** Longest wait for an answer. */
  public static final Option<Duration> NO_ANSWER_TIMEOUT =
      Option.withDefault(
              TSERVER,
              "no-answer-timeout",
              TimeSpan.seconds(0, 3_600),
              "0",
              "In s: how long a call may stay unanswered, counted from the caller's INVITE; then the caller gets 408 and the"
                  + " callee a CANCEL. 0: no limit, but a callee that gives no sign of life for 181 s is given up in any"
                  + " case.")
          .compared(SHARED);

  /** Longest duration. */
  public static final Option<Duration> CALL_DURATION_LIMIT =
      Option.withDefault(
              TSERVER,
              "call-duration-limit",
              TimeSpan.seconds(0, 2_592_000),
              "0",
              "In s: how long a call may last, counted from its answer; then both parties get a BYE. 0: no limit.")
          .compared(SHARED);

  /** Session timer. */
  public static final Option<Integer> SESSION_EXPIRES =
      Option.withDefault(
              TSERVER,
              "session-expires",
              new WholeNumber(0, 86_400),
              "0",
              "In s: the session timer (RFC 4028) that this server asks for where the caller asks for none; min-se at least."
                  + " The parties refresh, and a session that isn't refreshed in time is ended. Set it, for example to"
                  + " 1800, so that calls whose parties have vanished don't stay for ever. 0: only what the parties agree"
                  + " upon by themselves is kept.")
          .compared(SHARED);

  /** Shortest session timer. */
  public static final Option<Integer> MIN_SE =
      Option.withDefault(
              TSERVER,
              "min-se",
              new WholeNumber(90, 86_400),
              "90",
              "In s: the shortest session timer that this server lets pass; one that is shorter is refused with 422.")
          .compared(SHARED);

  /** Directory of the server's own files. */
  public static final Option<Path> DATA_DIRECTORY =
      Option.required(
          TSERVER,
          "data-directory",
          new FilePath(),
          "data/sips-a",
          "Where this server keeps what it must not lose: its epoch, its token and its call detail records. Each server has"
              + " its own.");

  /** Size of a file of records. */
  public static final Option<Integer> RECORDS_FILE_SIZE =
      Option.withDefault(
          TSERVER,
          "records-file-size",
          new WholeNumber(1, 1_000),
          "50",
          "In MB: when a file of call detail records in data-directory/records is full and the next one is begun. A"
              + " record takes about 500 bytes.");

  /** Number of files of records. */
  public static final Option<Integer> RECORDS_FILES =
      Option.withDefault(
          TSERVER,
          "records-files",
          new WholeNumber(2, 10_000),
          "20",
          "How many files of call detail records are kept; with one more the oldest is deleted. Fetch the records before"
              + " that, with sipha records.");

  /** Takes the service address. */
  public static final Option<Path> SIP_VIP_SCRIPT_UP =
      Option.optional(
          TSERVER,
          "sip-vip-script-up",
          new FilePath(),
          "/usr/local/sbin/vip-up",
          "Program that brings the service address to this host; run before SIP is opened. Needs sip-vip-script-down.");

  /** Gives the service address back. */
  public static final Option<Path> SIP_VIP_SCRIPT_DOWN =
      Option.optional(
          TSERVER,
          "sip-vip-script-down",
          new FilePath(),
          "/usr/local/sbin/vip-down",
          "Program that removes the service address from this host; run after SIP was closed, and before this server"
              + " joins as backup. It must succeed when the address isn't there. Needs sip-vip-script-up.");

  /** Limit of both scripts. */
  public static final Option<Duration> SIP_VIP_SCRIPT_TIMEOUT =
      Option.withDefault(
          TSERVER,
          "sip-vip-script-timeout",
          TimeSpan.seconds(100, 30),
          "2",
          "In s: after that a script is ended and counts as failed.");

  /** In the order of the reference page. */
  static final List<Option<?>> ALL =
      List.of(
          APPLICATION_NAME,
          SERVER_ID,
          SIP_ADDRESS,
          SIP_PORT,
          MAX_MESSAGES_PER_STRANGER,
          HTTP_ADDRESS,
          HTTP_PORT,
          HA_PREFERRED_ROLE,
          HA_MAX_CALLS_SYNC_AT_ONCE,
          HA_ANSWER_SYNC_TIMEOUT,
          HA_DRAIN_TIMEOUT,
          HA_START_WAIT,
          UNPROTECTED_ALARM_MINUTES,
          NO_ANSWER_TIMEOUT,
          CALL_DURATION_LIMIT,
          SESSION_EXPIRES,
          MIN_SE,
          DATA_DIRECTORY,
          RECORDS_FILE_SIZE,
          RECORDS_FILES,
          SIP_VIP_SCRIPT_UP,
          SIP_VIP_SCRIPT_DOWN,
          SIP_VIP_SCRIPT_TIMEOUT);

  private TServerOptions() {}
}
