package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSettingsTest {
  @TempDir Path directory;

  @Test
  void onlyTheServiceAddressAndTheRightMakeASwitchoverUnsafe() {
    SharedSettings settings = new TestFile(directory).settings().shared();

    assertThat(settings.unsafe())
        .containsOnlyKeys(
            "[TServer] sip-address", "[TServer] sip-port", "[arbiter] without-quorum");
    assertThat(settings.shared())
        .containsOnlyKeys(
            "[TServer] ha-max-calls-sync-at-once",
            "[TServer] ha-answer-sync-timeout",
            "[TServer] ha-drain-timeout",
            "[TServer] ha-start-wait",
            "[TServer] sip-tcp",
            "[TServer] sip-tls-port",
            "[TServer] sip-tls-mutual",
            "[TServer] sip-realm",
            "[TServer] sip-digest-sha256",
            "[TServer] sip-min-expires",
            "[TServer] sip-max-expires",
            "[TServer] no-answer-timeout",
            "[TServer] call-duration-limit",
            "[TServer] session-expires",
            "[TServer] min-se",
            "[backup-sync] addp-timeout",
            "[arbiter] lease",
            "[hazelcast] members",
            "[hazelcast] cluster-name",
            "[dn:NAME]",
            "[trunk:NAME]");
    assertThat(settings.unsafe().values()).allMatch(hash -> hash.matches("[0-9a-f]{16}"));
  }

  @Test
  void valuesAreComparedNotTheirSpelling() {
    SharedSettings one = new TestFile(directory).settings().shared();

    TestFile other = new TestFile(directory);
    other.set("backup-sync", "addp-timeout", "1.50").set("TServer", "sip-port", "5060");
    other.set("TServer", "ha-max-calls-sync-at-once", "0500").set("TServer", "http-port", "9");

    assertThat(other.settings().shared()).isEqualTo(one);
  }

  @Test
  void eachDifferenceIsNamed() {
    SharedSettings one = file().settings().shared();

    assertThat(differing(one, file().set("TServer", "sip-port", "5070")))
        .isEqualTo("[TServer] sip-port");
    assertThat(differing(one, file().set("TServer", "ha-start-wait", "11")))
        .isEqualTo("[TServer] ha-start-wait");
    assertThat(differing(one, file().set("dn:1002", "contact", "sip:10.0.0.9")))
        .isEqualTo("[dn:NAME]");
    assertThat(differing(one, file().set("dn:1001", "contact", "sip:10.0.0.7")))
        .isEqualTo("[dn:NAME]");
    assertThat(
            differing(
                file().set("dn:1001", "password", "correct horse").settings().shared(),
                file().set("dn:1001", "password", "another horse")))
        .isEqualTo("[dn:NAME]");
    assertThat(differing(one, file().set("trunk:west", "multisite", "true")))
        .isEqualTo("[trunk:NAME]");
    assertThat(differing(one, file().removeSection("trunk:west"))).isEqualTo("[trunk:NAME]");
  }

  @Test
  void orderOfTheFileDoesNotMatter() {
    TestFile one = file().set("dn:1002", "contact", "sip:10.0.0.5");
    SharedSettings inOrder = one.settings().shared();

    assertThat(one.renameSection("dn:1001", "dn:1001").settings().shared()).isEqualTo(inOrder);
  }

  private TestFile file() {
    return new TestFile(directory)
        .set("dn:1001", "contact", "sip:10.0.0.8")
        .set("trunk:west", "contact", "sip:10.0.0.6");
  }

  private static String differing(SharedSettings one, TestFile file) {
    SharedSettings other = file.settings().shared();
    return differing(one.unsafe(), other.unsafe()) + differing(one.shared(), other.shared());
  }

  private static String differing(Map<String, String> one, Map<String, String> other) {
    return one.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(other.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(","));
  }
}
