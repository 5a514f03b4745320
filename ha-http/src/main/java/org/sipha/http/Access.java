package org.sipha.http;

/** What a client may do; each has a token of its own in the data directory. */
public enum Access {
  /** Look at everything, change nothing. */
  READ("read-token"),
  /** Read, and change the state of the server. */
  OPERATE("token");

  private final String file;

  Access(String file) {
    this.file = file;
  }

  /** The name of the token's file. */
  String file() {
    return file;
  }
}
