package org.sipha.config.type;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SIP URI (RFC 3261 19.1) such as {@code sip:1001@10.0.0.9:6001;transport=tcp}. Only scheme,
 * host, port and transport are looked at; blanks around the semicolons of its parameters are
 * dropped.
 */
public record SipUri() implements ValueType<SipContact> {
  private static final Pattern SCHEME = Pattern.compile("(?i)sips?:");
  private static final Set<String> TRANSPORTS = Set.of("udp", "tcp", "tls");
  private static final int PORT = 5060;
  private static final int TLS_PORT = 5061;
  private static final Pattern BLANKS_AT_SEMICOLON = Pattern.compile("[ \t]*;[ \t]*");
  private static final Pattern NOT_IN_A_URI = Pattern.compile("[\\s\\p{Cntrl}<>\"\\\\]");

  @Override
  public Reading<SipContact> read(String text) {
    String uri = BLANKS_AT_SEMICOLON.matcher(text.strip()).replaceAll(";");
    if (uri.isEmpty()) {
      return Reading.wrong("is empty");
    }
    Matcher scheme = SCHEME.matcher(uri);
    if (!scheme.lookingAt()) {
      return Reading.wrong("does not begin with sip: or sips:");
    }
    if (NOT_IN_A_URI.matcher(uri).find()) {
      return Reading.wrong("has characters that can't stand in a SIP URI");
    }
    if (!TRANSPORTS.contains(SipContact.transport(uri))) {
      return Reading.wrong("has a transport that is none of udp, tcp and tls");
    }
    int at = uri.indexOf('@');
    if (at == scheme.end()) {
      return Reading.wrong("has nothing before the @");
    }
    return readHostPort(uri, Math.max(at + 1, scheme.end()));
  }

  private static Reading<SipContact> readHostPort(String uri, int start) {
    int end = start;
    while (end < uri.length() && uri.charAt(end) != ';' && uri.charAt(end) != '?') {
      end++;
    }
    String hostPort = uri.substring(start, end);
    int colon = hostPort.indexOf(':', hostPort.indexOf(']') + 1);
    String hostText = colon < 0 ? hostPort : hostPort.substring(0, colon);
    Reading<String> host = new Host(false).read(hostText);
    if (host.value() == null) {
      return Reading.wrong("has a host that " + host.wrong());
    }
    int port = SipContact.transport(uri).equals("tls") ? TLS_PORT : PORT;
    if (colon >= 0) {
      Reading<Integer> read = WholeNumber.port().read(hostPort.substring(colon + 1));
      if (read.value() == null) {
        return Reading.wrong("has a port that " + read.wrong());
      }
      port = read.value();
    }
    return Reading.of(new SipContact(uri, new HostPort(host.value(), port)));
  }

  @Override
  public String valid() {
    return "a SIP URI, sip:user@host:port, with parameters if needed";
  }
}
