package org.sipha.sip.message;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Messages as telephones, exchanges and the scenarios of the stories send them, and odd ones. */
final class SampleMessages {
  private static final Path SCENARIOS = Path.of("../integration-tests/src/test/resources/sipp");
  private static final Pattern CDATA = Pattern.compile("<!\\[CDATA\\[(.*?)]]>", Pattern.DOTALL);
  private static final Pattern NAMED = Pattern.compile("\\[([a-zA-Z_$:-]+)]");

  /** What scenarios leave to SIPp. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("transport", "UDP"),
          Map.entry("local_ip", "10.0.0.1"),
          Map.entry("local_port", "6001"),
          Map.entry("remote_ip", "10.0.0.50"),
          Map.entry("remote_port", "5060"),
          Map.entry("media_ip", "10.0.0.1"),
          Map.entry("media_port", "6000"),
          Map.entry("pid", "4711"),
          Map.entry("branch", "z9hG4bK-4711-1-0"),
          Map.entry("call_number", "1"),
          Map.entry("call_id", "1-4711@10.0.0.1"),
          Map.entry("len", "0"),
          Map.entry("service", "1002"),
          Map.entry("caller", "1001"),
          Map.entry("callee", "1002"),
          Map.entry("target", "1003"),
          Map.entry("next_url", "sip:1002@10.0.0.50:5060;transport=udp"),
          Map.entry("routes", "Route: <sip:10.0.0.7;lr>, <sip:10.0.0.8;lr>"),
          Map.entry("peer_tag_param", ";tag=a6c85cf"),
          Map.entry("last_Via:", "Via: SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKsipha.1.a"),
          Map.entry("last_From:", "From: <sip:1001@10.0.0.50>;tag=1b1"),
          Map.entry("last_To:", "To: <sip:1002@10.0.0.1:6001>"),
          Map.entry("last_Call-ID:", "Call-ID: 1b@10.0.0.50"),
          Map.entry("last_CSeq:", "CSeq: 1 INVITE"),
          Map.entry("$to", "<sip:1002@10.0.0.1:6001>"),
          Map.entry("$from", "<sip:1001@10.0.0.50>;tag=1b1"),
          Map.entry("$via", "SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKsipha.1.a"),
          Map.entry("$cseq", "1 INVITE"),
          Map.entry("$rseq", "1"),
          Map.entry("$replaced", "1-4711@10.0.0.1"),
          Map.entry("$caller_from", "sip:1001@10.0.0.1"),
          Map.entry("$callee_to", "sip:1002@10.0.0.1"));

  static final String INVITE =
      lines(
          "INVITE sip:1002@10.0.0.50;transport=udp SIP/2.0",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;rport;branch=z9hG4bK1",
          "Max-Forwards: 70",
          "From: \"Alice\" <sip:1001@10.0.0.1:6001>;tag=Tt1",
          "To: <sip:1002@10.0.0.50>",
          "Call-ID: abc@10.0.0.1",
          "CSeq: 1 INVITE",
          "Contact: <sip:1001@10.0.0.1:6001;ob>;expires=3600",
          "Subject: Lunch",
          "Content-Type: application/sdp",
          "Content-Length: 5",
          "",
          "v=0");

  static final Head HEAD =
      new Head(
          List.of(),
          new Via("UDP", "a", -1, null, null, -1),
          "",
          null,
          "",
          null,
          "",
          0,
          "",
          null,
          List.of());

  /** A line each, put into {@link #INVITE}. */
  private static final List<String> EVERYDAY_LINES =
      List.of(
          "Via: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK2",
          "Via: SIP/2.0/TCP a.example:5070;branch=z9hG4bK3;received=10.0.0.9;rport=17, "
              + "SIP/2.0/TLS [2001:db8::9]:5061;branch=z9hG4bK4;ttl=1",
          "Record-Route: <sip:10.0.0.7;lr;ftag=Tt1>, <sip:10.0.0.8:5070;lr>;x=1",
          "Route: <sip:10.0.0.7;lr>, \"B\" <sips:b@c.example>;y",
          "P-Asserted-Identity: \"Alice \\\"A\\\"\" <sip:1001@example.com>, <tel:+49-30-1>",
          "Allow: INVITE,ACK,BYE, CANCEL , OPTIONS",
          "Supported: replaces, 100rel,timer",
          "Require: 100rel",
          "Session-Expires: 1800;refresher=uac",
          "Min-SE: 90",
          "Expires: 120",
          "Accept: application/sdp, application/dtmf-relay",
          "Allow-Events: refer,talk",
          "User-Agent: baresip v1.0.0 (x86_64/Linux)",
          "Server: Asterisk PBX 18.2.0~dfsg (Debian)",
          "Reason: Q.850 ;cause=16 ;text=\"Terminated, at last\"",
          "Content-Disposition: session;handling=required",
          "Event: refer;id=7",
          "Privacy: id",
          "RSeq: 7",
          "RAck: 7 1 INVITE",
          "Retry-After: 5",
          "Authorization: Digest username=\"1001\", realm=\"pair\", nonce=\"a/b+c==\", "
              + "uri=\"sip:10.0.0.50\", response=\"0f\", algorithm=MD5, nc=00000001, qop=auth",
          "X-Unknown: @@ whatever \u00e4\u00f6\u00fc \u20ac ;;,,\"",
          "x-empty:",
          "h: a letter without meaning",
          "y: identity",
          "Diversion: <sip:1009@10.0.0.1>;reason=unconditional",
          "Subject: h\u00e4llo \u3000 ");

  /** Put into {@link #INVITE} one after the other instead of a line of the same name. */
  private static final List<String> EVERYDAY_CHANGES =
      List.of(
          "From: sip:1001@10.0.0.1:6001;tag=Tt1",
          "From: Alice Smith <sips:1001@example.com>;tag=Tt1",
          "From: \"A, B;tag=no\" <sip:a@x.y;p=1> ; tag=Tt1",
          "From: \"J\u00fcrgen \\\\ \\\"x\\\"\" <sip:1001@10.0.0.1>;tag=Tt1;x=\"a;tag=b\"",
          "From: <tel:+49-30-123>;tag=Tt1",
          "From: <sip:+4930123;phone-context=x@10.0.0.1;user=phone>;tag=Tt1",
          "From: <sip:a%20b@[2001:db8::1]:6001>;tag=Tt1",
          "f: <sip:1001@10.0.0.1>;tag=Tt1",
          "FROM:<sip:1001@10.0.0.1>;tag=Tt1",
          "To: sip:10.0.0.50",
          "t: <sip:1002@10.0.0.50;user=phone>;tag=x-1.2",
          "Call-ID: {0}<x>:\"a\"@[::1]",
          "i: abc",
          "CSeq: 2147483647 INVITE",
          "Contact: sip:1001@10.0.0.1",
          "Contact: sip:1001@10.0.0.1:6001;expires=5;q=0.7",
          "Contact: \"A\" <sip:1001@10.0.0.1>;q=0.5, <sips:a@b.example:5061;transport=tcp;lr>",
          "m: <sip:1001@[2001:db8::1]:6001;ob>;+sip.instance=\"<urn:uuid:0-1>\";reg-id=1",
          "Max-Forwards: 0",
          "c: application/sdp;charset=\"UTF-8\"",
          "Content-Type: multipart/mixed;boundary=a-b",
          "l: 3");

  /** Left to JAIN-SIP, or dangerously near to what is read in one pass. */
  private static final List<String> ODD_CHANGES =
      List.of(
          "From: <sip:1001@10.0.0.1>;tag=a;tag=b",
          "From: <sip:1001@10.0.0.1> tag=a",
          "From: <sip:1001@10.0.0.1>;tag=\"a\"",
          "From: <sip:1001@10.0.0.1>;tag",
          "From: <sip:1001@10.0.0.1;x=<>>;tag=a",
          "From: A:b <sip:1001@10.0.0.1>;tag=a",
          "From: \"A\"B <sip:1001@10.0.0.1>;tag=a",
          "From: \"A\\\" <sip:1001@10.0.0.1>;tag=a",
          "From: <sip:user:secret@10.0.0.1>;tag=a",
          "From: <sip:@10.0.0.1>;tag=a",
          "From: <sip:1001@>;tag=a",
          "From: <sip:10.0.0.1:5060:7>;tag=a",
          "From: <sip:::1>;tag=a",
          "From: <http://example.com/>;tag=a",
          "From: <tel:+1;phone-context=x>;tag=a",
          "From: sip:a;b@c;tag=a",
          "From: sip:a?b@c;tag=a",
          "From: sip:host;x=y@z;tag=a",
          "From: <SIP:1001@10.0.0.1>;tag=a",
          "To: sip:1002@10.0.0.50:0",
          "To: sip:1002@10.0.0.50:05060",
          "To: sip:1002@10.0.0.50:70000",
          "Contact: *",
          "Contact: * <sip:1001@10.0.0.1>",
          "Contact: *x <sip:1001@10.0.0.1>",
          "Contact: sip:a, sip:b@10.0.0.1",
          "Contact: sip:a,sip:b@10.0.0.1",
          "Contact: sip:a;x,sip:b@10.0.0.1",
          "Contact: sip:1001@10.0.0.1?x=y",
          "Contact: <sip:1001@10.0.0.1?x=y>",
          "Contact: <sip:1001@10.0.0.1;a;A=2>",
          "Contact: <sip:1001@10.0.0.1;a=;b>",
          "Contact: <sip:1001@10.0.0.1;;b>",
          "Contact: <sip:1001@10.0.0.1:05060>",
          "Contact: <sip:1001@10.0.0.1;ttl=x;maddr=[::1]:5>",
          "Contact: <tel:+49>",
          "Contact: <sip:1001@10.0.0.1>,",
          "Contact: <sip:1001@10.0.0.1> x",
          "Contact: junk",
          "Record-Route: sip:10.0.0.7;lr",
          "Record-Route: \"x\" <sip:10.0.0.7;lr>",
          "Record-Route: <sip:10.0.0.7;lr> ;a , <sip:10.0.0.8;lr>; b",
          "Record-Route: <sip:10.0.0.7;lr>;a=1;A=2",
          "Record-Route: <sip:10.0.0.7;lr>;a=\"1\"",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1;received=1.2.3.4;rport=9",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1;rport=x",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1;rport=70000",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1;branch=z9hG4bK2",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;Branch=z9hG4bK1;RPORT",
          "Via: SIP/2.0/udp 10.0.0.1:6001;branch=z9hG4bK1",
          "Via: SIP/2.0/SCTP 10.0.0.1:6001;branch=z9hG4bK1",
          "Via: SIP/3.0/UDP 10.0.0.1:6001;branch=z9hG4bK1",
          "Via: SIP / 2.0 / UDP 10.0.0.1 : 6001 ; branch = z9hG4bK1",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1 (comment)",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1,",
          "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=\"z9hG4bK1\"",
          "Via: SIP/2.0/UDP 10.0.0.1:600001;branch=z9hG4bK1",
          "v: SIP/2.0/UDP 2001:db8::1;branch=z9hG4bK1",
          "CSeq: 0001 INVITE",
          "CSeq: 1\tINVITE",
          "CSeq: 1INVITE",
          "CSeq: 1 invite",
          "CSeq: 1 BYE",
          "CSeq: 2147483648 INVITE",
          "Max-Forwards: 256",
          "Max-Forwards: 070",
          "Max-Forwards: -1",
          "Content-Length: 6",
          "Content-Length: 005",
          "Content-Length: 5 ",
          "Content-Length:",
          "Content-Type: application/sdp ; x = y",
          "Content-Type: application",
          "Call-ID:",
          "Call-ID: a b",
          "Subject: a\\\u0001b",
          "Subject: a\u0001b",
          "Sub ject: x",
          "Subject : x",
          "Allow:",
          "Allow: INVITE,,BYE",
          "Supported: a b",
          "Server: /",
          "Server: a//b",
          "Server: a/",
          "Server: (a/b) c",
          "Server: a/(b) c",
          "Server: a/b\\",
          "User-Agent: (unclosed",
          "User-Agent:",
          "User-Agent: \u3000",
          "Expires: 5;x=y",
          "Expires: 0",
          "Session-Expires: x",
          "Session-Expires: 90 junk",
          "RSeq: 0",
          "RAck: 1 INVITE",
          "Privacy: id, user",
          "Reason: SIP;cause",
          "Reason: ,",
          "Accept: text",
          "Authorization: Digest",
          "Authorization: Digest a=b c=d",
          "Date: junk",
          "Refer-To: <sip:9555@10.0.0.50?Replaces=a%40b>",
          "Warning: 399 a \"b\"");

  /** For a {@link org.sipha.sip.Mutator}: what has a meaning somewhere. */
  static final String[] PIECES = {
    ", ",
    "; ",
    "=",
    "?a=b",
    "@",
    ":5060",
    ":0",
    "%41",
    "%4",
    "*",
    "\\",
    "\\\"",
    "sips:",
    "tel:+1",
    "<sip:a@b>",
    ", <sip:a@b;x>;y",
    ";tag=q",
    ";rport",
    ";received=::1",
    ";branch=z9hG4bK7",
    " ",
    "\t",
    "\r\n",
    "\r\n\r\n",
    "\u00e4",
    "\u3000",
    "/",
    "//",
    "[",
    "]",
    "(",
    ")",
    "0",
    "00",
    "INVITE",
    "m: ",
    "v: ",
    "Contact: ",
    "Record-Route: <sip:a;lr>\r\n",
    "Content-Length: 0\r\n",
    "#",
    "&",
    "$"
  };

  private SampleMessages() {}

  /** What is sent all day; all of them are well-formed. */
  static Stream<String> everyday() {
    return Stream.of(
            scenarios().filter(text -> !needsOddHeader(text)),
            EVERYDAY_LINES.stream().map(SampleMessages::with),
            EVERYDAY_CHANGES.stream().map(SampleMessages::changed),
            whole())
        .flatMap(all -> all);
  }

  /** Malformed, nearly so, or seldom. */
  static Stream<String> odd() {
    return Stream.concat(
        Stream.concat(
            scenarios().filter(SampleMessages::needsOddHeader),
            ODD_CHANGES.stream().map(SampleMessages::changed)),
        Stream.of(
            with("Via: SIP/2.0/UDP 10.0.0.2;received=10.0.0.9 , SIP/2.0/UDP 10.0.0.3"),
            INVITE.replace("Contact: <sip:1001@10.0.0.1:6001;ob>;expires=3600\r\n", ""),
            INVITE.replace("INVITE", "NOTIFY"),
            INVITE.replace("INVITE", "SIP"),
            INVITE.replace("Content-Length: 5\r\n", ""),
            INVITE.replace("\r\n", "\n"),
            INVITE.replace("Subject: ", "Subject:\r\n "),
            INVITE.replace("INVITE sip:1002@10.0.0.50;transport=udp", "INVITE tel:+1"),
            INVITE.replace("INVITE sip:1002@10.0.0.50;transport=udp", "INVITE urn:service:sos"),
            INVITE.replace("INVITE sip:1002@10.0.0.50;transport=udp", "INVITE sip:a,b@c?d=e"),
            INVITE.replace("10.0.0.50;transport=udp", "10.0.0.50;transport=udp;Transport=tcp"),
            INVITE + "beyond",
            "\r\n" + INVITE));
  }

  /** Values of Contact fields. */
  static List<String> contacts() {
    return Stream.of(EVERYDAY_CHANGES, ODD_CHANGES)
        .flatMap(List::stream)
        .filter(line -> line.startsWith("Contact: ") || line.startsWith("From: "))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .toList();
  }

  private static boolean needsOddHeader(String text) {
    return text.contains("Refer-To:") || text.contains("NOTIFY") || text.contains("Replaces:");
  }

  private static Stream<String> scenarios() {
    try (Stream<Path> files = Files.list(SCENARIOS)) {
      return files.sorted().flatMap(SampleMessages::messages).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> messages(Path scenario) {
    try {
      return CDATA
          .matcher(Files.readString(scenario))
          .results()
          .map(data -> message(data.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As SIPp sends it: without indentation, with the length of the body. */
  private static String message(String data) {
    String text =
        NAMED
            .matcher(data.strip())
            .replaceAll(name -> value(name.group(1)))
            .lines()
            .map(line -> line.strip() + "\r\n")
            .reduce("", String::concat);
    int headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return text + "\r\n";
    }
    int length = text.length() - headEnd - 4;
    return text.replaceFirst("Content-Length: 0", "Content-Length: " + length);
  }

  private static String value(String name) {
    return Matcher.quoteReplacement(Objects.requireNonNull(VALUES.get(name), name));
  }

  private static String with(String line) {
    return INVITE.replace("Subject: Lunch", line);
  }

  private static String changed(String line) {
    String name = HeaderNames.longForm(line.substring(0, line.indexOf(':')).strip());
    String changed = INVITE.replaceFirst("(?im)^" + name + ":.*$", Matcher.quoteReplacement(line));
    return changed.equals(INVITE) ? with(line) : changed;
  }

  private static Stream<String> whole() {
    return Stream.of(
        INVITE,
        lines(
            "SIP/2.0 183 Session Progress",
            "Via: SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKs.1;received=10.0.0.50;rport=5060",
            "Record-Route: <sip:10.0.0.7;lr=on>",
            "Record-Route: <sip:10.0.0.8;lr=on>",
            "From: <sip:1001@10.0.0.50>;tag=1b1",
            "To: <sip:1002@10.0.0.2>;tag=bob",
            "Call-ID: 1b@10.0.0.50",
            "CSeq: 1 INVITE",
            "Server: baresip v3.5.1 (x86_64/linux)",
            "Contact: <sip:1002-0x7f8e5c0@10.0.0.2:6002>",
            "Require: 100rel",
            "RSeq: 9021",
            "Content-Type: application/sdp",
            "Content-Length: 5",
            "",
            "v=0"),
        lines(
            "SIP/2.0 200",
            "v: SIP/2.0/TLS [2001:db8::50]:5061;branch=z9hG4bKs.1;rport",
            "f: <sip:1001@10.0.0.50>;tag=1b1",
            "t: <sip:1002@10.0.0.2>;tag=bob",
            "i: 1b@10.0.0.50",
            "CSeq: 2 BYE",
            "l: 0",
            ""),
        lines(
            "REGISTER sip:10.0.0.50 SIP/2.0",
            "Via: SIP/2.0/TCP 10.0.0.1:6001;branch=z9hG4bK9;alias",
            "From: <sip:1001@10.0.0.50>;tag=r",
            "To: <sip:1001@10.0.0.50>",
            "Call-ID: r@10.0.0.1",
            "CSeq: 2 REGISTER",
            "Contact:"
                + " <sip:1001@10.0.0.1:6001;transport=tcp>;expires=3600;+sip.instance=\"<urn:x>\"",
            "Proxy-Authorization: Digest username=\"1001\",realm=\"p\",nonce=\"n\",response=\"r\"",
            "Content-Length: 0",
            ""),
        lines(
            "SIP/2.0 486 Busy Here  ",
            "Via: SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKs.1",
            "From: <sip:1001@10.0.0.50>;tag=1b1",
            "To: <sip:1002@10.0.0.2>;tag=bob",
            "Call-ID: 1b@10.0.0.50",
            "CSeq: 1 INVITE",
            "Content-Length: 0",
            ""),
        INVITE.replace("INVITE sip:1002@10.0.0.50;transport=udp", "INVITE tel:+49-30"));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
