package org.sipha.config.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationAddressTest {
  private static ConfigurationAddress of(String host, String port, String app, String path) {
    return ConfigurationAddress.of(host, port, app, path, false, null);
  }

  @ParameterizedTest
  @CsvSource({
    "config.example, 8888, /{app}/default/main/sipha.ini, http://config.example:8888/sips-a/default/main/sipha.ini",
    "::1, 80, /{app}.ini, http://[::1]:80/sips-a.ini",
    "10.0.0.1, 80, /{app}/default/sipha.ini?useDefaultLabel, http://10.0.0.1:80/sips-a/default/sipha.ini?useDefaultLabel",
    "10.0.0.1, 80, /pair/both.ini, http://10.0.0.1:80/pair/both.ini"
  })
  void theApplicationStandsInThePath(String host, String port, String path, String url) {
    assertThat(of(host, port, "sips-a", path)).hasToString(url);
  }

  @Test
  void tlsOrATrustMakeItHttps() {
    assertThat(ConfigurationAddress.of("h", "1", "a", "/", true, null)).hasToString("https://h:1/");
    assertThat(ConfigurationAddress.of("h", "1", "a", "/", false, Path.of("t.pem")))
        .hasToString("https://h:1/");
  }

  @ParameterizedTest
  @CsvSource({
    "'a b', 8888, sips-a, /, -host",
    "0.0.0.0, 8888, sips-a, /, -host",
    "h, 0, sips-a, /, -port 0: is out of range; valid is 1 to 65535",
    "h, http, sips-a, /, -port",
    "h, 1, ../sips-a, /, -app",
    "h, 1, sips-a, sipha.ini, --config-path must begin with /",
    "h, 1, sips-a, /a b, --config-path is no path of a URL: /a b"
  })
  void whatMakesNoSenseIsNamed(String host, String port, String app, String path, String named) {
    assertThatThrownBy(() -> of(host, port, app, path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named);
  }

  @Test
  void onlyTheOwnHostAndTlsKeepWhatIsSaidFromOthers() {
    assertThat(of("127.0.0.1", "1", "a", "/").isOpenToOthers()).isFalse();
    assertThat(of("10.0.0.1", "1", "a", "/").isOpenToOthers()).isTrue();
    assertThat(ConfigurationAddress.of("10.0.0.1", "1", "a", "/", true, null).isOpenToOthers())
        .isFalse();
  }
}
