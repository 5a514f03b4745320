package org.sipha.arbiter.etcd;

import org.sipha.core.port.Inputs;
import org.sipha.core.port.LeaseArbiters;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.OpenedArbiter;

/** Makes the arbiter of {@code type = etcd}. */
public final class EtcdArbiters implements LeaseArbiters {
  /** For the service loader. */
  public EtcdArbiters() {}

  @Override
  public OpenedArbiter open(LeaseSettings settings, Inputs inputs) {
    return new EtcdArbiter(settings, EtcdClient.of(settings), inputs);
  }
}
