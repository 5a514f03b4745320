package org.sipha.it.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network.Ipam;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Site;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network.NetworkImpl;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * Each server in a container of its own. A cut takes the container out of a network, so that its
 * card is gone, as when a cable is pulled at the host's end; the other drivers cut at the switch.
 * The telephones are this machine, which a local engine gives an address in each network.
 */
final class DockerLab implements Lab {
  private static final String HA = "10.78.0";
  private static final String SIP = "10.78.1";
  private static final String SERVICE = SIP + ".50";
  private static final String OURS = ".254";

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final Map<Network, NetworkImpl> networks = new EnumMap<>(Network.class);
  private final Map<End, GenericContainer<?>> containers = new EnumMap<>(End.class);

  /** Skips the calling test with a reason where no engine can be reached. */
  static void require() {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(), "no Docker engine can be reached");
  }

  @Override
  public Site site(Path directory) {
    networks.put(Network.HA, network(HA));
    networks.put(Network.SIP, network(SIP));
    for (End end : End.values()) {
      containers.put(end, container(directory, end));
    }
    TwoHosts hosts = new TwoHosts(directory, "eth0");
    return hosts.site(
        SERVICE,
        end -> HA + address(end),
        end -> SIP + address(end),
        end ->
            (command, environment, output) ->
                ContainerProgram.start(
                    container(end), hosts.asHost(end, command), environment, output));
  }

  private static NetworkImpl network(String prefix) {
    Ipam.Config config = new Ipam.Config().withSubnet(prefix + ".0/24").withGateway(prefix + OURS);
    return org.testcontainers.containers.Network.builder()
        .createNetworkCmdModifier(command -> command.withIpam(new Ipam().withConfig(config)))
        .build();
  }

  private GenericContainer<?> container(Path directory, End end) {
    ImageFromDockerfile image =
        new ImageFromDockerfile()
            .withDockerfileFromBuilder(
                builder ->
                    builder
                        .from("eclipse-temurin:17-jre")
                        .run("apt-get update && apt-get install -y iproute2 iputils-arping")
                        .build());
    String tarball = Build.present().home().toString();
    GenericContainer<?> container =
        new GenericContainer<>(image)
            .withNetwork(networks.get(Network.SIP))
            .withFileSystemBind(tarball, tarball, BindMode.READ_ONLY)
            .withFileSystemBind(directory.toString(), directory.toString(), BindMode.READ_WRITE)
            .withPrivilegedMode(true) // for the service address and the kernel identity
            .withCreateContainerCmdModifier(
                command -> {
                  HostConfig host = Objects.requireNonNull(command.getHostConfig());
                  command.withIpv4Address(SIP + address(end)).withHostConfig(host.withInit(true));
                })
            .withCommand("sleep", "infinity");
    container.start();
    connect(Network.HA, container, HA + address(end));
    return container;
  }

  private GenericContainer<?> container(End end) {
    return Objects.requireNonNull(containers.get(end));
  }

  private static String address(End end) {
    return end == End.A ? ".1" : ".2";
  }

  private void connect(Network network, GenericContainer<?> container, String address) {
    docker
        .connectToNetworkCmd()
        .withNetworkId(Objects.requireNonNull(networks.get(network)).getId())
        .withContainerId(container.getContainerId())
        .withContainerNetwork(
            new ContainerNetwork()
                .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
        .exec();
  }

  @Override
  public Line line(End side) {
    return new Line(SIP + OURS, SERVICE, TwoHosts.SIP_PORT);
  }

  @Override
  public void cut(Network network, End host) {
    if (network != Network.HA) {
      throw new UnsupportedOperationException("HTTP is on the SIP network here");
    }
    docker
        .disconnectFromNetworkCmd()
        .withNetworkId(Objects.requireNonNull(networks.get(network)).getId())
        .withContainerId(container(host).getContainerId())
        .exec();
  }

  @Override
  public void deafen(Network network, End host) {
    throw new UnsupportedOperationException("a container is in a network or not");
  }

  @Override
  public void disturb(Network network, Weather weather) {
    throw new UnsupportedOperationException("Docker's networks are always good");
  }

  @Override
  public void heal(Network network) {
    for (End end : End.values()) {
      boolean isIn =
          docker
              .inspectContainerCmd(container(end).getContainerId())
              .exec()
              .getNetworkSettings()
              .getNetworks()
              .values()
              .stream()
              .anyMatch(each -> networks.get(network).getId().equals(each.getNetworkID()));
      if (!isIn) {
        connect(network, container(end), HA + address(end));
      }
    }
  }

  @Override
  public void powerOff(End host, Server server) {
    docker.killContainerCmd(container(host).getContainerId()).exec();
  }

  @Override
  public void powerOn(End host) {
    docker.startContainerCmd(container(host).getContainerId()).exec();
  }

  @Override
  public void close() {
    containers.values().forEach(GenericContainer::stop);
    networks.values().forEach(NetworkImpl::close);
  }
}
