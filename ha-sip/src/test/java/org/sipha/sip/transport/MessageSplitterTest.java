package org.sipha.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.transport.MessageSplitter.BadStream;

class MessageSplitterTest {
  private static final String INVITE =
      "INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK1\r\n"
          + "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n";
  private static final String BODY = "Content-Length: 7\r\n\r\nv=0\r\n\r\n";
  private static final String WITH_BODY = INVITE + BODY;
  private static final String EMPTY = INVITE.replace("INVITE", "BYE") + "l:0\r\n\r\n";

  private final List<String> seen = new ArrayList<>();
  private final MessageSplitter.Sink sink =
      new MessageSplitter.Sink() {
        @Override
        public void message(byte[] message) {
          seen.add(new String(message, UTF_8));
        }

        @Override
        public void ping() {
          seen.add("ping");
        }
      };
  private final MessageSplitter splitter = new MessageSplitter();

  private void split(String text) throws BadStream {
    splitter.split(text.getBytes(UTF_8), sink);
  }

  @Test
  void aMessageIsOneHoweverItsBytesAreSplit() throws BadStream {
    String stream = WITH_BODY + EMPTY;
    for (int first = 0; first <= stream.length(); first++) {
      for (int second = first; second <= stream.length(); second += 7) {
        seen.clear();
        split(stream.substring(0, first));
        split(stream.substring(first, second));
        split(stream.substring(second));
        assertThat(seen).as("split at %s and %s", first, second).containsExactly(WITH_BODY, EMPTY);
      }
    }
  }

  @Test
  void bytesOneByOneGiveTheSame() throws BadStream {
    for (char next : (WITH_BODY + EMPTY).toCharArray()) {
      split(String.valueOf(next));
    }
    assertThat(seen).containsExactly(WITH_BODY, EMPTY);
    assertThat(splitter.isWithinMessage()).isFalse();
  }

  @Test
  void twoEmptyLinesBetweenMessagesAreAPingAndOneIsNothing() throws BadStream {
    split("\r\n" + EMPTY + "\r\n\r\n" + EMPTY + "\r\n");
    assertThat(seen).containsExactly(EMPTY, "ping", EMPTY);
    split("\r\n\r\n");
    assertThat(seen).as("the empty line before counts").endsWith("ping");
    split("\n\n\r\n\r" + "\n");
    assertThat(seen).filteredOn("ping"::equals).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONTENT-LENGTH \t:  7\r\n\r\nv=0\r\n\r\n",
        "L: 7\r\n\r\nv=0\r\n\r\n",
        "Content-Length:\r\n 7\r\n\r\nv=0\r\n\r\n",
        "Content-Length: 7\r\nContent-Length: 7\r\n\r\nv=0\r\n\r\n",
        "Content-Length: 7\n\nv=0\r\n\r\n",
      })
  void theLengthIsFoundHoweverItIsWritten(String rest) throws BadStream {
    split(INVITE + rest + EMPTY);
    assertThat(seen).containsExactly(INVITE + rest, EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "Content-Length: x\r\n\r\n",
        "Content-Length: -7\r\n\r\n",
        "Content-Length:\r\n\r\n",
        "Content-Length: 7 7\r\n\r\n",
        "Content-Length: 7\r\nl: 8\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n",
        "Content-Length: 1\r\n 7\r\n\r\n",
      })
  void aRequestWhoseEndCannotBeToldIs400(String rest) {
    assertThat(answer(INVITE + rest)).startsWith("SIP/2.0 400 ").contains("Via: SIP/2.0/TCP");
  }

  @Test
  void aMessageThatIsTooLargeIs513BeforeItsBodyIsRead() {
    assertThat(answer(INVITE + "Content-Length: 65536\r\n\r\n")).startsWith("SIP/2.0 513 ");
  }

  @Test
  void theLargestMessagePasses() throws BadStream {
    String head = INVITE + "Content-Length: 65300\r\n\r\n";
    String message = head + "x".repeat(65_300);
    assertThat(message.length()).isLessThanOrEqualTo(SipCodec.MAX_MESSAGE_BYTES);
    split(message + EMPTY);
    assertThat(seen).containsExactly(message, EMPTY);
  }

  @Test
  void garbageWithoutEndIsMetWithSilence() {
    byte[] garbage = new byte[SipCodec.MAX_MESSAGE_BYTES + 1];
    Arrays.fill(garbage, (byte) 'x');
    assertThat(answer(new String(garbage, UTF_8))).isEmpty();
    assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEmpty();
  }

  @Test
  void aResponseOrAnAckIsNeverAnswered() {
    assertThat(answer(INVITE.replaceFirst("INVITE", "ACK") + "\r\n")).isEmpty();
    assertThat(answer(INVITE.replace("INVITE sip:a@b SIP/2.0", "SIP/2.0 200 OK") + "\r\n"))
        .isEmpty();
  }

  private static String answer(String stream) {
    MessageSplitter fresh = new MessageSplitter();
    MessageSplitter.Sink nobody =
        new MessageSplitter.Sink() {
          @Override
          public void message(byte[] message) {
            throw new AssertionError(new String(message, UTF_8));
          }

          @Override
          public void ping() {}
        };
    BadStream bad =
        catchThrowableOfType(BadStream.class, () -> fresh.split(stream.getBytes(UTF_8), nobody));
    assertThat(bad).as(stream).isNotNull();
    byte[] answer = Objects.requireNonNull(bad).answer();
    return answer == null ? "" : new String(answer, UTF_8);
  }
}
