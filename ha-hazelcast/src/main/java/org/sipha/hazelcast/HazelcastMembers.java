package org.sipha.hazelcast;

import java.io.IOException;
import org.sipha.core.port.GridMemberSettings;
import org.sipha.core.port.GridMembers;

/** Starts {@link GridMember}s; found by {@link java.util.ServiceLoader}. */
public final class HazelcastMembers implements GridMembers {
  @Override
  public Running start(GridMemberSettings settings) throws IOException {
    HazelcastLog.toSlf4j();
    return GridMember.start(settings);
  }
}
