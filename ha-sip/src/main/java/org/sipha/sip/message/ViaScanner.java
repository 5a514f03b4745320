package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * Reads a Via value that stands as JAIN-SIP would write it: no superfluous blanks, names of
 * parameters in lower case, none twice, none with a quoted value.
 */
final class ViaScanner {
  private final SipScanner scanner;
  private final String text;
  private String transport = "";
  private int start;
  private int end;
  private int hostAt;
  private int hostEnd;
  private int port;
  private @Nullable String branch;
  private @Nullable String received;
  private int rport = -1;

  /** Where the parameter rport stands and ends, -1 if there is none. */
  private int rportAt = -1;

  private int rportEnd;

  ViaScanner(SipScanner scanner) {
    this.scanner = scanner;
    this.text = scanner.text;
  }

  /** Steps over one value; false if it isn't one that can be read here. */
  boolean read() {
    start = scanner.at;
    if (!protocol() || !scanner.skip(' ') || !scanner.hostPort()) {
      return false;
    }
    hostAt = scanner.hostAt;
    hostEnd = scanner.hostEnd;
    port = scanner.port;
    int parametersAt = scanner.at;
    for (int count = 0; scanner.skip(';'); count++) {
      if (count == SipScanner.MAX_PARAMETERS || !parameter(parametersAt)) {
        return false;
      }
    }
    end = scanner.at;
    return true;
  }

  private boolean protocol() {
    if (scanner.skip("SIP/2.0/UDP")) {
      transport = "UDP";
    } else if (scanner.skip("SIP/2.0/TCP")) {
      transport = "TCP";
    } else if (scanner.skip("SIP/2.0/TLS")) {
      transport = "TLS";
    }
    return !transport.isEmpty();
  }

  private boolean parameter(int parametersAt) {
    if (scanner.isAt("received=")) {
      return received();
    }
    boolean isPlain =
        scanner.parameter()
            && isLowerCase(scanner.nameAt, scanner.nameEnd)
            && !scanner.isRepeated(parametersAt)
            && !scanner.isQuoted();
    if (!isPlain || scanner.isName("received")) {
      return false;
    }
    if (scanner.isName("branch")) {
      branch = scanner.value();
      return branch != null;
    }
    return !scanner.isName("rport") || rport();
  }

  /** Its value may be an IPv6 address, with brackets or without. */
  private boolean received() {
    scanner.at += "received=".length();
    int at = scanner.at;
    if (received != null || !scanner.received()) {
      return false;
    }
    received = text.substring(at, scanner.at);
    return scanner.isAtEnd() || scanner.isAt(';') || scanner.isAt(',');
  }

  private boolean rport() {
    rportAt = scanner.nameAt;
    rportEnd = scanner.at;
    if (scanner.valueAt < 0) {
      return true;
    }
    scanner.at = scanner.valueAt;
    rport = scanner.number();
    return rport >= 0 && scanner.at == rportEnd;
  }

  private boolean isLowerCase(int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return true;
  }

  /** The value as it stands. */
  String text() {
    return text.substring(start, end);
  }

  private String host() {
    return text.substring(hostAt, hostEnd);
  }

  Via via() {
    return new Via(transport, host(), port, branch, received, rport);
  }

  /**
   * Whether it says already where a request came from: somebody else has completed it, or wants us
   * to believe something.
   */
  boolean isCompleted() {
    return received != null;
  }

  /** What it lacks to say where a request came from (RFC 3261 18.2.1, RFC 3581 4). */
  Completed completed(SipAddress source) {
    String host = host();
    if (rportAt < 0 && SipAddress.withoutBrackets(host).equals(source.host())) {
      return new Completed(text(), via());
    }
    StringBuilder whole = new StringBuilder(end - start + 64);
    if (rportAt < 0) {
      whole.append(text, start, end);
    } else {
      whole.append(text, start, rportAt).append("rport=").append(source.port());
      whole.append(text, rportEnd, end);
    }
    whole.append(";received=").append(source.host());
    int answered = rportAt < 0 ? -1 : source.port();
    return new Completed(
        whole.toString(), new Via(transport, host, port, branch, source.host(), answered));
  }

  /** A Via value as text and taken apart. */
  record Completed(String text, Via via) {}
}
