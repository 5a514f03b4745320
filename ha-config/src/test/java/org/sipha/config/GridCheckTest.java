package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section {@code [hazelcast]} as a whole. */
class GridCheckTest {
  @TempDir Path directory;
  private TestFile file;

  @BeforeEach
  void begin() {
    file = new TestFile(directory);
  }

  @Test
  void withoutMembersThereIsNoGrid() {
    assertThat(file.settings().grid()).isNull();
    file.set("hazelcast", "cluster-name", "calls");
    assertThat(file.settings().grid()).isNull();
    assertThat(TestFile.only(file.warnings())).contains("cluster-name", "nothing without members");
  }

  @Test
  void gridThatCantLoseAMemberIsWarnedOf() {
    file.set("hazelcast", "members", "10.0.0.1:5701, 10.0.0.2:5701");
    assertThat(TestFile.only(file.warnings())).contains("members", "fewer than 3");
    file.set("hazelcast", "members", "10.0.0.1:5701, 10.0.0.2:5701, 10.0.0.3:5701");
    assertThat(file.warnings()).isEmpty();
  }
}
