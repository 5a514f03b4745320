package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The messages of RFC 4475, bit by bit (its appendix A), each as a telephone of a configured DN
 * sends it. {@code docs/rfc4475.md} is made from this table.
 */
class TortureTest {
  private static final String SILENCE = "silence";
  private static final Path PAGE = Path.of("../docs/rfc4475.md");

  /**
   * One message.
   *
   * @param demand what the RFC wants of an element like this server
   * @param got its answer
   */
  private record Case(String section, String name, String demand, String got) {
    @Override
    public String toString() {
      return section + " " + name;
    }
  }

  private static final String WELL_FORMED = "well-formed; the number is unknown here";

  static List<Case> cases() {
    return List.of(
        new Case("3.1.1.1", "wsinv", "well-formed; within a dialog that is unknown here", "481"),
        new Case("3.1.1.2", "intmeth", "well-formed, with a method that is unknown", "405"),
        new Case("3.1.1.3", "esc01", WELL_FORMED, "404"),
        new Case("3.1.1.4", "escnull", WELL_FORMED, "404"),
        new Case("3.1.1.5", "esc02", "not a REGISTER: escapes don't count in a method", "405"),
        new Case("3.1.1.6", "lwsdisp", "well-formed", "200"),
        new Case("3.1.1.7", "longreq", WELL_FORMED, "404"),
        new Case("3.1.1.8", "dblreq", "the first request counts, the rest doesn't", "404"),
        new Case("3.1.1.9", "semiuri", "well-formed", "200"),
        new Case("3.1.1.10", "transports", "well-formed", "200"),
        new Case("3.1.1.11", "mpart01", "well-formed", "405"),
        new Case("3.1.1.12", "unreason", "well-formed; a response to nothing", SILENCE),
        new Case("3.1.1.13", "noreason", "well-formed; a response to nothing", SILENCE),
        new Case("3.1.2.1", "badinv01", "400", "400"),
        new Case("3.1.2.2", "clerr", "400: the body is cut off", "400"),
        new Case("3.1.2.3", "ncl", "400", "400"),
        new Case("3.1.2.4", "scalar02", "400", "400"),
        new Case("3.1.2.5", "scalarlg", "discarded", SILENCE),
        new Case("3.1.2.6", "quotbal", "400", "400"),
        new Case("3.1.2.7", "ltgtruri", "400", "400"),
        new Case("3.1.2.8", "lwsruri", "400", "400"),
        new Case("3.1.2.9", "lwsstart", "400", "400"),
        new Case("3.1.2.10", "trws", "400", "400"),
        new Case("3.1.2.11", "escruri", "400, or taken without the headers", "404"),
        new Case("3.1.2.12", "baddate", "400, or taken without the date", "400"),
        new Case(
            "3.1.2.13",
            "regbadct",
            "400; the number is unknown here, and that is looked at first",
            "404"),
        new Case("3.1.2.14", "badaspec", "400, or understood all the same", "200"),
        new Case("3.1.2.15", "baddn", "400, or understood all the same", "200"),
        new Case("3.1.2.16", "badvers", "505", "505"),
        new Case("3.1.2.17", "mismatch01", "400", "400"),
        new Case("3.1.2.18", "mismatch02", "400 or 501", "400"),
        new Case("3.1.2.19", "bigcode", "discarded", SILENCE),
        new Case("3.2.1", "badbranch", "taken for a branch as RFC 2543 has it", "200"),
        new Case("3.3.1", "insuf", "400", "400"),
        new Case("3.3.2", "unkscm", "416", "416"),
        new Case("3.3.3", "novelsc", "416", "416"),
        new Case("3.3.4", "unksm2", "refused: nobody can have that address here", "404"),
        new Case("3.3.5", "bext01", "420", "420"),
        new Case(
            "3.3.6", "invut", "415 by the callee: bodies pass; the number is unknown here", "404"),
        new Case("3.3.7", "regaut01", WELL_FORMED, "404"),
        new Case("3.3.8", "multi01", "400", "400"),
        new Case("3.3.9", "mcl01", "400", "400"),
        new Case("3.3.10", "bcast", "discarded", SILENCE),
        new Case("3.3.11", "zeromf", "answered: it is for us", "200"),
        new Case("3.3.12", "cparam01", WELL_FORMED, "404"),
        new Case("3.3.13", "cparam02", WELL_FORMED, "404"),
        new Case("3.3.14", "regescrt", WELL_FORMED, "404"),
        new Case(
            "3.3.15", "sdp01", "406 by the callee: bodies pass; the number is unknown here", "404"),
        new Case(
            "3.4.1",
            "inv2543",
            "taken, by who cares for RFC 2543: no Contact, so not here",
            "400"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAnsweredAsItDeserves(Case tortured) {
    SipHarness sip = new SipHarness();
    sip.talk();
    sip.lose("SIP/2.0 4"); // repeats malformed headers, as it should, and so can't be parsed
    sip.sockets.startLinesSent.clear();

    sip.engine.received(message(tortured.name), sip.alice.address);

    assertThat(answers(sip)).isEqualTo(tortured.got);
    assertThat(sip.counters.dropped.sum()).as("errors of our own").isZero();
    sip.lose();
    sip.alice.bye();
    sip.bob.expectRequest("BYE");
  }

  @Test
  void thePageIsCurrent() throws IOException {
    String page = page();
    if (Boolean.getBoolean("sipha.regenerate")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("write it anew with -Dtest=TortureTest -Dsipha.regenerate=true")
        .isEqualTo(page);
  }

  private static String answers(SipHarness sip) {
    String all =
        sip.sockets.startLinesSent.stream()
            .map(line -> line.split(" ")[1])
            .collect(Collectors.joining(","));
    return all.isEmpty() ? SILENCE : all;
  }

  private static byte[] message(String name) {
    String resource = "/rfc4475/" + name + ".dat";
    try (InputStream in = TortureTest.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String page() {
    Stream<String> rows =
        cases().stream()
            .map(c -> "| %s | `%s` | %s | %s |".formatted(c.section, c.name, c.demand, c.got));
    return """
        # RFC 4475, message by message

        Each of the 49 torture messages comes from the address of a configured DN while a call is up; the call goes on. \
        Made from [`TortureTest`](../ha-sip/src/test/java/org/sipha/sip/TortureTest.java), which keeps it current.

        | section | message | what the RFC demands | answer |
        |---|---|---|---|
        """
        + rows.collect(Collectors.joining("\n"))
        + "\n";
  }
}
