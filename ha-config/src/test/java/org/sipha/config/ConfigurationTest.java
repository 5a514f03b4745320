package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ini.Line;
import org.sipha.config.option.EffectTime;
import org.sipha.config.option.OptionCatalogue;

/** What is different between two configurations. */
class ConfigurationTest {
  private final TestFile file;

  ConfigurationTest(@TempDir Path directory) {
    file =
        new TestFile(directory)
            .set("dn:1001", "contact", "sip:1001@127.0.0.1:6001")
            .set("dn:1002", "password", "very-secret-1002");
  }

  private Configuration configuration() {
    return ((Outcome.Valid) file.read()).configuration();
  }

  @Test
  void everyOptionIsThereGivenOrByDefault() {
    Configuration all = configuration();

    assertThat(all.options().stream().map(ConfiguredOption::option).distinct())
        .containsAll(
            OptionCatalogue.options().stream()
                .filter(option -> !option.section().toString().equals("[trunk:NAME]"))
                .toList());
    ConfiguredOption given = find(all, "[TServer] server-id");
    assertThat(given.shown()).isEqualTo("1");
    assertThat(given.line()).isEqualTo(new Line(file.path().toString(), 3));
    ConfiguredOption byDefault = find(all, "[TServer] sip-port");
    assertThat(byDefault.shown()).isEqualTo("5060");
    assertThat(byDefault.line()).isNull();
    assertThat(find(all, "[dn:1002] contact").shown()).isNull();
  }

  private static ConfiguredOption find(Configuration all, String name) {
    return all.options().stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aSecretIsMaskedAndItsChangeIsSeen() {
    Configuration before = configuration();
    file.set("dn:1002", "password", "another-secret");
    List<ConfigurationChange> changes = before.changesTo(configuration());

    assertThat(find(before, "[dn:1002] password")).hasToString("[dn:1002] password = ***");
    assertThat(changes).singleElement().hasToString("[dn:1002] password: *** -> ***");
  }

  @Test
  void onlyWhatMeansSomethingElseIsAChange() {
    file.set("backup-sync", "addp-timeout", "1.5");
    Configuration before = configuration();
    file.set("backup-sync", "addp-timeout", "1.50");

    assertThat(before.changesTo(configuration())).isEmpty();
  }

  @Test
  void sectionsThatComeAndGoAreChangesOfTheirOptions() {
    Configuration before = configuration();
    file.removeSection("dn:1001").set("trunk:west", "contact", "sip:127.0.0.1:6070");
    List<ConfigurationChange> changes = before.changesTo(configuration());

    assertThat(changes)
        .extracting(ConfigurationChange::toString)
        .contains(
            "[dn:1001] contact: sip:1001@127.0.0.1:6001 -> not set",
            "[trunk:west] contact: not set -> sip:127.0.0.1:6070",
            "[trunk:west] capacity: not set -> 0");
  }

  @Test
  void someOptionsMayBeTakenFromANewerOne() {
    Configuration before = configuration();
    file.removeSection("dn:1001")
        .set("dn:1003", "contact", "sip:1003@127.0.0.1:6003")
        .set("TServer", "sip-port", "5070");
    Configuration after = configuration();
    Configuration mixed = before.with(after, option -> option.effect() == EffectTime.IMMEDIATELY);

    assertThat(mixed.changesTo(after))
        .extracting(ConfigurationChange::toString)
        .containsExactly("[TServer] sip-port: 5060 -> 5070");
  }
}
