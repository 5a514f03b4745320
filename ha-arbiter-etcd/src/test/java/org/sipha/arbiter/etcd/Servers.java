package org.sipha.arbiter.etcd;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.sipha.core.port.LeaseSettings;

/** The two servers of a pair, as their arbiter knows them. */
final class Servers {
  static final long A = 0x123456789abcdefL;
  static final long B = -17;

  private Servers() {}

  static LeaseSettings a(String pair, Duration lease, List<URI> endpoints) {
    return new LeaseSettings(pair, "sips-a", A, endpoints, lease, null, null);
  }

  static LeaseSettings b(String pair, Duration lease, List<URI> endpoints) {
    return new LeaseSettings(pair, "sips-b", B, endpoints, lease, null, null);
  }

  static EtcdArbiter arbiter(LeaseSettings settings, Answers answers) {
    return new EtcdArbiter(settings, EtcdClient.of(settings), answers);
  }
}
