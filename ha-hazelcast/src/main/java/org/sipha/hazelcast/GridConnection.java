package org.sipha.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sipha.core.port.GridSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the members: tries for ever, with a pause that grows from half a second to 5 s, and
 * tells when a member is reached and when none is any more.
 *
 * <p>A member is given up when it hasn't been heard for {@value #SILENCE_MILLIS} ms: as long as the
 * members give each other, so that a pause of one doesn't look like its end to some.
 */
final class GridConnection {
  private static final Logger LOG = LoggerFactory.getLogger(GridConnection.class);

  private static final int SILENCE_MILLIS = 5_000;
  private static final int FIRST_PAUSE_MILLIS = 500;
  private static final int LONGEST_PAUSE_MILLIS = 5_000;
  private static final int CONNECT_MILLIS = 1_000;

  private final GridSettings settings;
  private final Executor gridThread;
  private final ScheduledExecutorService slowThread;
  private final Listener listener;

  /**
   * Counts the connections and their ends, so that what was begun in one isn't told in the next.
   */
  private final AtomicInteger turn = new AtomicInteger();

  private volatile @Nullable HazelcastInstance client;
  private volatile boolean closed;

  /** Told on the grid's thread. */
  interface Listener {
    /** A member is reached. */
    void reached(GridMap map);

    /** No member is reached any more. */
    void gone();

    /** A member has joined or left: one that left may have taken something along. */
    void membersChanged();
  }

  /**
   * Not connected.
   *
   * @param slowThread where connecting may take its time
   */
  GridConnection(
      GridSettings settings,
      Executor gridThread,
      ScheduledExecutorService slowThread,
      Listener listener) {
    this.settings = settings;
    this.gridThread = gridThread;
    this.slowThread = slowThread;
    this.listener = listener;
  }

  /** Begins to connect; blocks for a moment, on the slow thread. */
  void open() {
    if (closed) {
      return;
    }
    ClientConfig config = config(settings);
    config.addListenerConfig(new ListenerConfig((LifecycleListener) this::changed));
    config.addListenerConfig(new ListenerConfig(new Members()));
    client = HazelcastClient.newHazelcastClient(config);
    if (closed) {
      close();
    }
  }

  private static ClientConfig config(GridSettings settings) {
    ClientConfig config = new ClientConfig();
    config.setClassLoader(GridConnection.class.getClassLoader());
    config.setClusterName(settings.clusterName());
    config.setInstanceName("sipha " + settings.serverName() + " " + System.nanoTime());
    config.getNetworkConfig().setAddresses(settings.members()).setConnectionTimeout(CONNECT_MILLIS);
    config
        .getConnectionStrategyConfig()
        .setAsyncStart(true)
        .setReconnectMode(ReconnectMode.ASYNC)
        .getConnectionRetryConfig()
        .setInitialBackoffMillis(FIRST_PAUSE_MILLIS)
        .setMaxBackoffMillis(LONGEST_PAUSE_MILLIS)
        .setMultiplier(1.5)
        .setJitter(0.2)
        .setClusterConnectTimeoutMillis(-1); // for ever
    config.getMetricsConfig().setEnabled(false);
    GridClasses.register(config.getSerializationConfig());
    return config
        .setProperty(HazelcastLog.PROPERTY, HazelcastLog.SLF4J)
        .setProperty("hazelcast.client.shuffle.member.list", "true")
        .setProperty("hazelcast.client.heartbeat.interval", "1000")
        .setProperty("hazelcast.client.heartbeat.timeout", String.valueOf(SILENCE_MILLIS))
        // A write that failed is tried again by the lanes, with what is newest then.
        .setProperty("hazelcast.client.invocation.timeout.seconds", "2")
        .setProperty("hazelcast.client.invocation.retry.pause.millis", "200")
        // A write counts only when its backup is there, too: else a member that dies takes it
        // along.
        .setProperty("hazelcast.client.operation.backup.timeout.millis", "2000")
        .setProperty("hazelcast.client.operation.fail.on.indeterminate.state", "true")
        .setProperty("hazelcast.client.response.thread.count", "1")
        .setProperty("hazelcast.client.event.thread.count", "1");
  }

  private final class Members implements InitialMembershipListener {
    @Override
    public void init(InitialMembershipEvent event) {}

    @Override
    public void memberAdded(MembershipEvent event) {
      gridThread.execute(listener::membersChanged);
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      gridThread.execute(listener::membersChanged);
    }
  }

  private void changed(LifecycleEvent event) {
    switch (event.getState()) {
      case CLIENT_CONNECTED -> {
        int mine = turn.incrementAndGet();
        slowThread.execute(() -> reached(mine));
      }
      case CLIENT_DISCONNECTED -> {
        turn.incrementAndGet();
        gridThread.execute(listener::gone);
      }
      case SHUTDOWN -> {
        turn.incrementAndGet();
        if (!closed) { // it was refused, for example by a cluster of another name
          LOG.warn("the members refused this server: is cluster-name the same as theirs?");
          gridThread.execute(listener::gone);
          var unused = slowThread.schedule(this::open, LONGEST_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
      default -> {}
    }
  }

  private void reached(int mine) {
    HazelcastInstance here = client; // made on this thread before
    if (here == null || turn.get() != mine) {
      return;
    }
    try {
      GridMap map = new HazelcastMap(here, settings.pairName());
      gridThread.execute(
          () -> {
            if (turn.get() == mine) {
              listener.reached(map);
            }
          });
    } catch (RuntimeException e) { // gone again; that is told by itself
      LOG.debug("reached, and gone again", e);
    }
  }

  /** Ends the client and its threads. */
  void close() {
    closed = true;
    HazelcastInstance here = client;
    if (here != null) {
      here.getLifecycleService().terminate();
    }
  }
}
