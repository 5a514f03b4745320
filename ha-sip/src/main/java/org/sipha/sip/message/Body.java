package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The body of a message: bytes that are passed on untouched, with their type. */
public final class Body {
  /** No body. */
  public static final Body NONE = new Body(null, new byte[0]);

  private static final String SDP = "application/sdp";

  private final @Nullable String contentType;
  private final byte[] bytes;

  /** Takes the array over: the caller must not change it afterwards. */
  Body(@Nullable String contentType, byte[] bytes) {
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** A session description (RFC 4566: UTF-8). */
  public static Body sdp(String text) {
    return new Body(SDP, text.getBytes(UTF_8));
  }

  /** The session description in this body, null if there is none. */
  public @Nullable String sdpText() {
    boolean isSdp = contentType != null && contentType.regionMatches(true, 0, SDP, 0, SDP.length());
    return isSdp && bytes.length > 0 ? new String(bytes, UTF_8) : null;
  }

  /** Value of the Content-Type header, null if it had none. */
  public @Nullable String contentType() {
    return contentType;
  }

  /** The bytes; must not be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Body body && Arrays.equals(bytes, body.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes of " + contentType;
  }
}
