package org.sipha.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestTest {
  /** The example of RFC 7616 3.9.1. */
  private static String example(Digest digest) {
    return digest.response(
        "Mufasa",
        "http-auth@example.org",
        "Circle of Life",
        "GET",
        "/dir/index.html",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "00000001",
        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
  }

  @Test
  void sha256IsAsTheRfcsExample() {
    assertThat(example(Digest.SHA_256))
        .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  }

  @Test
  void md5IsAsTheRfcsExample() {
    assertThat(example(Digest.MD5)).isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
  }

  @Test
  void noNamedAlgorithmMeansMd5AndAnUnknownOneNone() {
    assertThat(Digest.named("")).contains(Digest.MD5);
    assertThat(Digest.named("sha-256")).contains(Digest.SHA_256);
    assertThat(Digest.named("SHA-512-256")).isEmpty();
    assertThat(Digest.named("MD5-sess")).isEmpty();
  }
}
