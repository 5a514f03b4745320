package org.sipha.transport;

/** Bytes from a socket that are no frame. The socket is closed; nothing else may suffer. */
final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message);
  }

  MalformedFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
