package org.sipha.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.config.SplitBrainProtectionListenerConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.sipha.core.port.GridMemberSettings;
import org.sipha.core.port.GridMembers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a grid. What it is told here is the same in all members, and none of it comes from
 * a file:
 *
 * <ul>
 *   <li>It finds the others by their addresses only, listens at its own only, and tells nobody else
 *       of itself: no multicast, no discovery, no phone home, no REST, no JMX.
 *   <li>Each entry stands at two members, as bytes, and stays until it is removed.
 *   <li>Less than a majority of the members neither takes writes nor answers reads: a grid that was
 *       cut in two would else tell two truths, and a recall from the smaller part would seem whole.
 *   <li>A member that hasn't been heard for {@value #SILENCE_SECONDS} s is left behind. A member
 *       that dies closes its connections and is missed at once; the limit is for hosts that vanish,
 *       networks that are cut and processes that are frozen. It is longer than any collection of
 *       garbage in a heap of some gigabytes, and shorter than what a server waits for a recall.
 * </ul>
 */
public final class GridMember implements GridMembers.Running {
  private static final Logger LOG = LoggerFactory.getLogger(GridMember.class);

  private static final int SILENCE_SECONDS = 5;
  private static final int HAND_OVER_SECONDS = 20;
  private static final String MAJORITY = "majority";

  private final HazelcastInstance instance;

  private GridMember(HazelcastInstance instance) {
    this.instance = instance;
  }

  /**
   * Starts a member.
   *
   * @throws IOException if the port can't be opened
   */
  public static GridMember start(GridMemberSettings settings) throws IOException {
    InetAddress here = InetAddress.getByName(settings.host());
    probe(here, settings.port());
    try {
      return new GridMember(Hazelcast.newHazelcastInstance(config(settings, here)));
    } catch (HazelcastException | IllegalStateException e) {
      throw new IOException("the member can't start: " + e.getMessage(), e);
    }
  }

  /** Hazelcast would wrap it in a stack of its own. */
  private static void probe(InetAddress here, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(here, port));
    } catch (IOException e) {
      throw new IOException(
          here.getHostAddress() + ":" + port + " can't be opened: " + e.getMessage(), e);
    }
  }

  private static Config config(GridMemberSettings settings, InetAddress here) {
    Config config = new Config();
    config.setClassLoader(GridMember.class.getClassLoader());
    config.setClusterName(settings.clusterName());
    config.setInstanceName("sipha grid " + settings.host() + ":" + settings.port());
    listen(config.getNetworkConfig(), settings, here);
    config.getMetricsConfig().setEnabled(false);
    config.getJetConfig().setEnabled(false);
    GridClasses.register(config.getSerializationConfig());
    config.addSplitBrainProtectionConfig(majority(settings));
    config.addMapConfig(maps());
    config.addListenerConfig(new ListenerConfig(new Members(settings.majority())));
    return config
        .setProperty(HazelcastLog.PROPERTY, HazelcastLog.SLF4J)
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.jmx", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false") // the program has its own
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", String.valueOf(SILENCE_SECONDS))
        .setProperty("hazelcast.operation.call.timeout.millis", "10000")
        .setProperty("hazelcast.operation.backup.timeout.millis", "2000")
        .setProperty("hazelcast.partition.backup.sync.interval", "10")
        .setProperty("hazelcast.graceful.shutdown.max.wait", String.valueOf(HAND_OVER_SECONDS))
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        // Two halves of a grid look for each other soon, and often.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "10")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10");
  }

  private static void listen(NetworkConfig network, GridMemberSettings settings, InetAddress here) {
    network.setPort(settings.port()).setPortAutoIncrement(false);
    network.setPublicAddress(settings.host() + ":" + settings.port());
    network.getInterfaces().setEnabled(true).addInterface(here.getHostAddress());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .setConnectionTimeoutSeconds(2)
        .setMembers(settings.members());
  }

  private static SplitBrainProtectionConfig majority(GridMemberSettings settings) {
    SplitBrainProtectionConfig majority =
        new SplitBrainProtectionConfig(MAJORITY, true, settings.majority());
    majority.setProtectOn(SplitBrainProtectionOn.READ_WRITE);
    majority.addListenerConfig(
        new SplitBrainProtectionListenerConfig(
            event -> {
              if (event.isPresent()) {
                LOG.info(
                    "{} members are together: writes are allowed",
                    event.getCurrentMembers().size());
              } else {
                LOG.warn(
                    "only {} of at least {} members are together: reads and writes are refused",
                    event.getCurrentMembers().size(),
                    event.getThreshold());
              }
            }));
    return majority;
  }

  private static MapConfig maps() {
    return new MapConfig(MapNames.ALL)
        .setInMemoryFormat(InMemoryFormat.BINARY)
        .setBackupCount(1)
        .setStatisticsEnabled(false)
        .setSplitBrainProtectionName(MAJORITY)
        .setMergePolicyConfig(
            new MergePolicyConfig(NewerWins.class.getName(), MergePolicyConfig.DEFAULT_BATCH_SIZE));
  }

  /** One line for each member that joins or leaves. */
  private record Members(int majority) implements MembershipListener {
    @Override
    public void memberAdded(MembershipEvent event) {
      LOG.info("{} has joined: {}", place(event), together(event));
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
      LOG.warn("{} has left: {}", place(event), together(event));
    }

    /** As {@code --members} names it. */
    private static String place(MembershipEvent event) {
      Address address = event.getMember().getAddress();
      return address.getHost() + ":" + address.getPort();
    }

    private String together(MembershipEvent event) {
      int members = event.getMembers().size();
      return members
          + (members == 1 ? " member" : " members")
          + (members >= majority ? ", writes are allowed" : ", reads and writes are refused");
    }
  }

  /** How many members are together, itself among them. */
  int together() {
    return instance.getCluster().getMembers().size();
  }

  /** Ends at once, as a process that is killed. */
  void kill() {
    instance.getLifecycleService().terminate();
  }

  @Override
  public void close() {
    instance.shutdown();
  }
}
