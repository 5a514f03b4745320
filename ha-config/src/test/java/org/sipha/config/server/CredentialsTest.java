package org.sipha.config.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static Credentials from(String... namesAndValues) {
    Map<String, String> environment =
        namesAndValues.length == 0
            ? Map.of()
            : namesAndValues.length == 2
                ? Map.of(namesAndValues[0], namesAndValues[1])
                : Map.of(
                    namesAndValues[0], namesAndValues[1], namesAndValues[2], namesAndValues[3]);
    return Credentials.from(environment::get);
  }

  private static void assertWrong(String named, String... namesAndValues) {
    assertThatThrownBy(() -> from(namesAndValues))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aUserOrATokenOrNobodyIsShown() {
    assertThat(from().authorization()).isEmpty();
    assertThat(from("SIPHA_CONFIG_TOKEN", "a.b-c==").authorization()).contains("Bearer a.b-c==");
    assertThat(
            from("SIPHA_CONFIG_USER", "ann", "SIPHA_CONFIG_PASSWORD", "gr\u00fc:n").authorization())
        .contains("Basic YW5uOmdyw7w6bg==");
  }

  @Test
  void whatMakesNoSenseIsNamedAndNoSecretIsTold() {
    assertWrong("or neither", "SIPHA_CONFIG_USER", "ann");
    assertWrong("or neither", "SIPHA_CONFIG_PASSWORD", "secret");
    assertWrong("colon", "SIPHA_CONFIG_USER", "a:b", "SIPHA_CONFIG_PASSWORD", "secret");
    assertWrong("bearer token", "SIPHA_CONFIG_TOKEN", "secret\nHost: x");
    assertThatThrownBy(() -> Credentials.from(name -> "secret")).hasMessageContaining("not both");
    assertThat(from("SIPHA_CONFIG_TOKEN", "secret").toString()).doesNotContain("secret");
  }
}
