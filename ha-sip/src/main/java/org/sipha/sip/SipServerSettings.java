package org.sipha.sip;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.transport.SipTls;

/**
 * What the SIP side must know before it starts.
 *
 * @param local {@code sip-address} and {@code sip-port}: one address, not a wildcard, since it is
 *     told to the parties; port 0 takes any
 * @param tcp whether TCP is served on the same port
 * @param tls null if TLS isn't served
 * @param serverId {@code server-id}, 1 to {@link CallId#MAX_SERVER_ID}
 * @param strangersPerSecond {@code sip-max-messages-per-stranger}: messages a second that are taken
 *     from one address which is no configured place's, 0 for no limit
 * @param callTimers limits of calls
 * @param registrar what telephones hear that register
 * @param answersWait whether answers wait until the backup has confirmed what they promise ({@code
 *     ha-answer-sync-timeout} isn't 0)
 * @param maxTransactions bound of the table of received requests; past it new ones are refused
 * @param maxQueuedMessages bound of the queue between socket and loop; past it messages are dropped
 */
public record SipServerSettings(
    InetSocketAddress local,
    boolean tcp,
    @Nullable SipTls tls,
    int serverId,
    int strangersPerSecond,
    CallTimerSettings callTimers,
    RegistrarSettings registrar,
    boolean answersWait,
    int maxTransactions,
    int maxQueuedMessages) {
  /** Enough for 1,500 new calls a second, each with some transactions that stay for 32 s. */
  public static final int DEFAULT_MAX_TRANSACTIONS = 200_000;

  /** About a second of work. */
  public static final int DEFAULT_MAX_QUEUED_MESSAGES = 10_000;

  /** Checks what would make nonsense. */
  public SipServerSettings {
    boolean idInRange = serverId >= 1 && serverId <= CallId.MAX_SERVER_ID;
    if (!idInRange || strangersPerSecond < 0 || maxTransactions < 1 || maxQueuedMessages < 1) {
      throw new IllegalArgumentException(
          "server-id "
              + serverId
              + ", "
              + strangersPerSecond
              + ", "
              + maxTransactions
              + ", "
              + maxQueuedMessages);
    }
  }

  /** UDP alone, with the default bounds and no limits. */
  public static SipServerSettings of(InetSocketAddress local, int serverId) {
    return of(
        local, false, null, serverId, 0, CallTimerSettings.OFF, RegistrarSettings.DEFAULT, true);
  }

  /** With the default bounds. */
  public static SipServerSettings of(
      InetSocketAddress local,
      boolean tcp,
      @Nullable SipTls tls,
      int serverId,
      int strangersPerSecond,
      CallTimerSettings callTimers,
      RegistrarSettings registrar,
      boolean answersWait) {
    return new SipServerSettings(
        local,
        tcp,
        tls,
        serverId,
        strangersPerSecond,
        callTimers,
        registrar,
        answersWait,
        DEFAULT_MAX_TRANSACTIONS,
        DEFAULT_MAX_QUEUED_MESSAGES);
  }

  /** Port of TLS, the usual one where it isn't served. */
  int tlsPort() {
    return tls == null ? SipAddress.DEFAULT_TLS_PORT : tls.port();
  }
}
