package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.nist.javax.sip.parser.ParserFactory;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.sip.Mutator;

/** Whatever {@link DirectSipCodec} reads by itself, {@link JainSipCodec} reads the same way. */
class DirectSipCodecTest extends SipCodecTest {
  private static final SipAddress SOURCE = SipAddress.parse("udp:10.0.0.1:6001");
  private static final SipAddress IPV6_SOURCE = SipAddress.parse("tcp:[2001:db8::1]:6009");
  private static final long SEED = 20_261_130L;

  /** {@code -Dsipha.fuzz.messages=N} for more, or fewer; {@code -Dsipha.fuzz.seed=N} for others. */
  private static final int MESSAGES = Integer.getInteger("sipha.fuzz.messages", 100_000);

  private final JainSipCodec jain = new JainSipCodec();
  private final DirectSipCodec codec = new DirectSipCodec();

  DirectSipCodecTest() {
    super(new DirectSipCodec());
  }

  @ParameterizedTest
  @MethodSource("org.sipha.sip.message.SampleMessages#everyday")
  void everydayMessageIsReadInOnePass(String text) throws Exception {
    for (SipAddress source : List.of(SOURCE, IPV6_SOURCE)) {
      SipMessage read = DirectReader.read(text.getBytes(UTF_8), source);
      assertThat(read).as("left to JAIN-SIP: %s", text).isNotNull();
      assertSame(Objects.requireNonNull(read), jain.decode(text.getBytes(UTF_8), source));
    }
  }

  @ParameterizedTest
  @MethodSource("org.sipha.sip.message.SampleMessages#odd")
  void oddMessageIsReadAsByJain(String text) {
    assertReadAsByJain(text.getBytes(UTF_8), SOURCE);
    assertReadAsByJain(text.getBytes(UTF_8), IPV6_SOURCE);
  }

  @Test
  void tortureMessagesAreReadAsByJain() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/rfc4475"))) {
      for (Path file : files.toList()) {
        assertReadAsByJain(Files.readAllBytes(file), SOURCE);
      }
    }
  }

  @Test
  void mutatedMessagesAreReadAsByJain() {
    Mutator mutator = new Mutator(Long.getLong("sipha.fuzz.seed", SEED), SampleMessages.PIECES);
    List<byte[]> samples = new ArrayList<>();
    Stream.concat(SampleMessages.everyday(), SampleMessages.odd())
        .forEach(text -> samples.add(text.getBytes(UTF_8)));
    int read = 0;
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = mutator.mutated(samples.get(i % samples.size()).clone());
      read += assertReadAsByJain(message, i % 2 == 0 ? SOURCE : IPV6_SOURCE) ? 1 : 0;
    }
    assertThat(read).as("read in one pass").isGreaterThan(MESSAGES / 20);
  }

  @Test
  void mutatedUrisAndContactsAreReadAsByJain() {
    Mutator mutator = new Mutator(SEED, SampleMessages.PIECES);
    List<String> contacts = SampleMessages.contacts();
    for (int i = 0; i < MESSAGES / 4; i++) {
      byte[] contact = contacts.get(i % contacts.size()).getBytes(UTF_8);
      String text = new String(mutator.mutated(contact), UTF_8);
      assertEqual(text, contacts(text), result(() -> JainText.contacts(text)));
      String uri = SipUri.textIn(text);
      assertEqual(uri, result(() -> SipUri.parse(uri)), result(() -> JainText.uri(uri)));
    }
  }

  /** Makes no description unless it is needed. */
  private static void assertEqual(String text, Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).as(text).isEqualTo(expected);
    }
  }

  private static Optional<Object> contacts(String value) {
    List<Header> contact = List.of(new Header("Contact", value));
    SipMessage message =
        new SipResponse(200, "OK", SOURCE, SampleMessages.HEAD, contact, Body.NONE);
    return result(() -> ContactValue.all(message));
  }

  /** Empty if it is refused. */
  private static Optional<Object> result(Supplier<Object> reading) {
    try {
      return Optional.of(reading.get());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Test
  void whatIsNotReadInOnePassIsReadByJain() throws Exception {
    String folded = SampleMessages.INVITE.replace("Subject: ", "Subject:\r\n ");
    assertThat(DirectReader.read(folded.getBytes(UTF_8), SOURCE)).isNull();
    assertSame(
        codec.decode(folded.getBytes(UTF_8), SOURCE), jain.decode(folded.getBytes(UTF_8), SOURCE));
    byte[] bad = SampleMessages.INVITE.replace("CSeq: 1", "CSeq: x").getBytes(UTF_8);
    assertThatThrownBy(() -> codec.decode(bad, SOURCE))
        .isInstanceOfSatisfying(
            BadMessage.class, e -> assertThat(e.answer()).asString().startsWith("SIP/2.0 400 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK1;rport=6001;received=10.0.0.9",
        "SIP/2.0/TCP [2001:db8::1]:6001;received=2001:db8::2;branch=z9hG4bK1",
        "SIP/2.0/TLS host.example;rport;branch=z9hG4bK1",
        "sip / 2.0/udp 10.0.0.1 ; branch = z9hG4bK1",
        "SIP/2.0/UDP 10.0.0.1;received=10.0.0.9 ;ttl=1",
        "SIP/2.0/UDP 10.0.0.1;RPORT;branch=z9hG4bK1"
      })
  void keptViaIsReadAsByJain(String text) {
    assertThat(codec.via(text)).isEqualTo(jain.via(text));
  }

  @Test
  void whatIsNotAViaIsRefused() {
    assertThatThrownBy(() -> codec.via("nonsense")).isInstanceOf(IllegalArgumentException.class);
  }

  /** It refuses messages for these, and for no others. */
  @Test
  void everyHeaderFieldThatJainKnowsIsKnown() throws Exception {
    Field table = ParserFactory.class.getDeclaredField("parserTable");
    table.setAccessible(true);
    for (Object name : ((Map<?, ?>) table.get(null)).keySet()) {
      String longForm = HeaderNames.longForm(name.toString());
      assertThat(KnownHeader.of(longForm, 0, longForm.length())).as(longForm).isNotNull();
    }
  }

  /** Whether it was read in one pass. */
  private boolean assertReadAsByJain(byte[] message, SipAddress source) {
    SipMessage read = DirectReader.read(message, source);
    if (read == null) {
      return false;
    }
    try {
      assertSame(read, jain.decode(message, source));
    } catch (BadMessage | AssertionError e) {
      throw new AssertionError(new String(message, ISO_8859_1), e);
    }
    return true;
  }

  private static void assertSame(SipMessage read, SipMessage expected) {
    boolean isSame =
        expected.equals(read)
            && Objects.equals(expected.body().contentType(), read.body().contentType());
    if (!isSame) {
      assertThat(read).isEqualTo(expected);
      assertThat(read)
          .extracting(message -> message.body().contentType())
          .as("content type")
          .isEqualTo(expected.body().contentType());
    }
  }
}
