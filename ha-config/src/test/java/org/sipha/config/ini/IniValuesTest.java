package org.sipha.config.ini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IniValuesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("HOST", "10.0.0.1", "LOOP", "${env:LOOP}", "OTHER", "${env:HOST}", "EMPTY", "");

  @Test
  void variablesOfTheEnvironmentAreReplaced() {
    assertThat(value("${env:HOST}")).contains("10.0.0.1");
    assertThat(value("sip:1@${env:HOST}:5060")).contains("sip:1@10.0.0.1:5060");
    assertThat(value("${env:OTHER}")).contains("10.0.0.1");
    assertThat(value("${env:MISSING:-fallback}")).contains("fallback");
    assertThat(value("${env:EMPTY}")).contains("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${env:MISSING}",
        "${env:LOOP}",
        "${HOST}",
        "${s.name}",
        "${sys:user.home}",
        "${file:UTF-8:/etc/hostname}",
        "${script:javascript:1}",
        "${const:java.lang.Integer.MAX_VALUE}",
        "${env:HOST} ${nothing}",
        "${",
        "${}",
      })
  void nothingElseIsReplacedAndTheValueIsRefused(String value) {
    assertThat(value(value)).isEmpty();
  }

  @Test
  void onlyEntriesThatWereReadHaveAValue() {
    IniValues values = IniValues.read(List.of(), new Variables(name -> null, path -> null));

    assertThatThrownBy(() -> values.of(new Entry(new Line("f", 1), "s", "a", "b")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Optional<String> value(String value) {
    Entry entry = new Entry(new Line("f", 1), "s", "name", value);
    return IniValues.read(List.of(entry), new Variables(ENVIRONMENT::get, path -> null)).of(entry);
  }
}
