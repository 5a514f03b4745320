package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
  @TempDir Path directory;

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("data/token")));
  }

  @Test
  void tokenIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
    Path data = directory.resolve("data");
    assertThat(AccessToken.find(data, Access.OPERATE)).isEmpty();
    AccessToken made = AccessToken.in(data, Access.OPERATE);
    assertThat(permissions()).isEqualTo("rw-------");
    assertThat(AccessToken.in(data, Access.OPERATE).authorization())
        .isEqualTo(made.authorization());
    assertThat(AccessToken.find(data, Access.OPERATE).orElseThrow().authorization())
        .isEqualTo(made.authorization());
    assertThat(made.authorization()).matches("Bearer [A-Za-z0-9_-]{43}");
    assertThat(Files.readString(data.resolve("token")).strip())
        .isEqualTo(made.authorization().substring("Bearer ".length()));
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).as("no draft stays behind").containsExactly(data.resolve("token"));
    }
  }

  @Test
  void twoServersHaveDifferentTokens() throws Exception {
    assertThat(AccessToken.in(directory.resolve("a"), Access.OPERATE).authorization())
        .isNotEqualTo(AccessToken.in(directory.resolve("b"), Access.OPERATE).authorization());
  }

  @Test
  void tokenOpenToOthersIsClosed() throws Exception {
    Path data = directory.resolve("data");
    AccessToken.in(data, Access.OPERATE);
    Files.setPosixFilePermissions(
        data.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    AccessToken.in(data, Access.OPERATE);
    assertThat(permissions()).isEqualTo("rw-------");
  }

  @Test
  void emptyOrShortFileIsNoToken() throws Exception {
    for (String content : new String[] {"", "\n", "short", "with space ".repeat(10)}) {
      Files.writeString(directory.resolve("token"), content);
      assertThatThrownBy(() -> AccessToken.in(directory, Access.OPERATE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("remove it");
    }
  }

  @Test
  void shownTokenIsComparedWhole() throws Exception {
    AccessToken token = AccessToken.in(directory, Access.OPERATE);
    String shown = token.authorization();
    assertThat(token.isShownBy(shown)).isTrue();
    assertThat(token.isShownBy(shown.replace("Bearer", "bearer"))).isTrue();
    assertThat(token.isShownBy(shown + "x")).isFalse();
    assertThat(token.isShownBy(shown.substring(0, shown.length() - 1))).isFalse();
    assertThat(token.isShownBy(null)).isFalse();
  }

  @Test
  void readingHasATokenOfItsOwn() throws Exception {
    AccessTokens tokens = AccessTokens.in(directory);
    assertThat(tokens.read().authorization()).isNotEqualTo(tokens.operate().authorization());
    assertThat("Bearer " + Files.readString(directory.resolve("read-token")).strip())
        .isEqualTo(tokens.read().authorization());
  }

  @Test
  void tokenDoesNotPrintItself() throws Exception {
    AccessToken token = AccessToken.in(directory, Access.OPERATE);
    assertThat(token.toString()).doesNotContain(token.authorization().substring(7));
  }
}
