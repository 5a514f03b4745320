package org.sipha.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.sipha.config.option.DestinationOptions;
import org.sipha.config.option.EffectTime;
import org.sipha.config.option.EtcdOptions;
import org.sipha.config.option.GridOptions;
import org.sipha.config.option.HttpOptions;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.config.option.PairOptions;
import org.sipha.config.option.RegistrationOptions;
import org.sipha.config.option.SectionKind;
import org.sipha.config.option.SipTransportOptions;
import org.sipha.config.option.TServerOptions;
import org.sipha.config.type.Choice;
import org.sipha.config.type.Flag;
import org.sipha.config.type.TimeSpan;
import org.sipha.config.type.ValueType;
import org.sipha.config.type.WholeNumber;
import org.sipha.config.type.Word;

/**
 * The default, the bounds and the effect time of each option, as an operator writes them into a
 * file.
 */
class OptionsTest {
  @TempDir Path directory;

  /**
   * What is promised of an option.
   *
   * @param defaultValue as text of the typed value; null for none
   * @param valid the smallest and the largest value among them
   * @param invalid what is just outside of both among them
   * @param effect when a change takes effect; {@code EffectTimesTest} shows that it does
   */
  record Promise(
      Option<?> option,
      @Nullable String defaultValue,
      List<String> valid,
      List<String> invalid,
      EffectTime effect) {
    Promise effective(EffectTime when) {
      return new Promise(option, defaultValue, valid, invalid, when);
    }

    @Override
    public String toString() {
      return option.toString();
    }
  }

  static final List<Promise> PROMISES =
      List.of(
          promise(TServerOptions.APPLICATION_NAME, null)
              .valid("a", "sips-a", "SIP_Server.1", "9".repeat(64))
              .invalid("", "two words", "-a", "a-", "grün", "9".repeat(65)),
          promise(TServerOptions.SERVER_ID, null)
              .valid("1", "127")
              .invalid("0", "128", "-1", "", "one", "1.0", "99999999999"),
          promise(TServerOptions.SIP_ADDRESS, null)
              .valid("10.0.0.50", "::1", "[2001:db8::1]", "sip.example.com", "localhost")
              .invalid("", "0.0.0.0", "::", "10.0.0.256", "10.0.0", "a b", "-x", "1:2", "x..y"),
          promise(TServerOptions.SIP_PORT, "5060").port(),
          promise(TServerOptions.MAX_MESSAGES_PER_STRANGER, "100")
              .valid("0", "1", "100000")
              .invalid("-1", "100001", "", "many"),
          promise(TServerOptions.HTTP_ADDRESS, "127.0.0.1")
              .valid("0.0.0.0", "10.0.0.1", "::")
              .invalid("", "10.0.0.300", "http://x"),
          promise(TServerOptions.HTTP_PORT, "8080").port(),
          promise(TServerOptions.HA_PREFERRED_ROLE, "BACKUP")
              .valid("primary", "backup")
              .invalid("", "Primary", "none", "yes"),
          promise(TServerOptions.HA_MAX_CALLS_SYNC_AT_ONCE, "500")
              .valid("200", "500", "1000", "500 ", "500 ; the default")
              .invalid(
                  "199", "1001", "abc", "", "5e2", "500.0", "0x1f4", "5 00", "500ms", "500\u00a0")
              .effective(EffectTime.WHEN_CONNECTION_ESTABLISHED),
          promise(TServerOptions.HA_ANSWER_SYNC_TIMEOUT, "PT0.1S")
              .valid("0", "100", "10000")
              .invalid("-1", "10001", "1.5", "", "100ms"),
          promise(TServerOptions.HA_DRAIN_TIMEOUT, "PT2S")
              .valid("0.1", "2", "2.5", "5")
              .invalid("0", "0.099", "5.001", "2s", "", "1.2345", ".5"),
          promise(TServerOptions.HA_START_WAIT, "PT10S")
              .valid("1", "10", "300")
              .invalid("0", "0.999", "300.001", "301", "ten", ""),
          promise(TServerOptions.UNPROTECTED_ALARM_MINUTES, "5")
              .valid("1", "5", "1440")
              .invalid("0", "1441", "2.5", "5 min", "")
              .effective(EffectTime.IMMEDIATELY),
          promise(TServerOptions.NO_ANSWER_TIMEOUT, "PT0S")
              .valid("0", "0.5", "30", "3600")
              .invalid("-0.001", "-1", "3600.001", "soon", ""),
          promise(TServerOptions.CALL_DURATION_LIMIT, "PT0S")
              .valid("0", "7200", "2592000")
              .invalid("-0.001", "2592000.001", "2 h", ""),
          promise(TServerOptions.SESSION_EXPIRES, "0")
              .valid("0", "90", "1800", "86400")
              .invalid("-1", "86401", "1800.5", ""),
          promise(TServerOptions.MIN_SE, "90").valid("90", "86400").invalid("89", "0", "86401", ""),
          promise(TServerOptions.DATA_DIRECTORY, null)
              .valid("/var/lib/sipha", "data/a", "with blanks/in it")
              .invalid(""),
          promise(TServerOptions.RECORDS_FILE_SIZE, "50")
              .valid("1", "50", "1000")
              .invalid("0", "1001", "50MB", "0.5", ""),
          promise(TServerOptions.RECORDS_FILES, "20")
              .valid("2", "20", "10000")
              .invalid("1", "10001", "many", ""),
          promise(TServerOptions.SIP_VIP_SCRIPT_UP, null).valid("/bin/true").invalid(""),
          promise(TServerOptions.SIP_VIP_SCRIPT_DOWN, null).valid("/bin/true").invalid(""),
          promise(TServerOptions.SIP_VIP_SCRIPT_TIMEOUT, "PT2S")
              .valid("0.1", "30")
              .invalid("0", "0.099", "30.001", ""),
          promise(HttpOptions.HTTP_READ_ACCESS, "OPEN")
              .valid("open", "token")
              .invalid("", "closed", "TOKEN"),
          promise(HttpOptions.HTTP_TLS_CERT, null).valid("http/sips-a.pem").invalid(""),
          promise(HttpOptions.HTTP_TLS_CERT_KEY, null).valid("http/sips-a.key").invalid(""),
          promise(HttpOptions.HTTP_TLS_CLIENT_CA, null).valid("http/operators.pem").invalid(""),
          promise(SipTransportOptions.SIP_TCP, "true").valid("true", "false").invalid("", "on"),
          promise(SipTransportOptions.SIP_TLS_PORT, "5061").port(),
          promise(SipTransportOptions.SIP_TLS_CERT, null).valid("sip/service.pem").invalid(""),
          promise(SipTransportOptions.SIP_TLS_CERT_KEY, null).valid("sip/service.key").invalid(""),
          promise(SipTransportOptions.SIP_TLS_TRUSTED_CA, null).valid("sip/ca.pem").invalid(""),
          promise(SipTransportOptions.SIP_TLS_MUTUAL, "false")
              .valid("true", "false")
              .invalid("", "1"),
          promise(RegistrationOptions.SIP_REALM, null)
              .valid("example.com", "pair-1", "9".repeat(64))
              .invalid("", "two words", "a\"b", "9".repeat(65)),
          promise(RegistrationOptions.SIP_DIGEST_SHA256, "true")
              .valid("true", "false")
              .invalid("", "1"),
          promise(RegistrationOptions.SIP_MIN_EXPIRES, "60")
              .valid("1", "60", "3600")
              .invalid("0", "3601", "", "1h"),
          promise(RegistrationOptions.SIP_MAX_EXPIRES, "3600")
              .valid("1", "60", "3600", "604800")
              .invalid("0", "604801", "", "1h"),
          promise(PairOptions.ADDRESS, null).valid("127.0.0.1", "::1").invalid("0.0.0.0", ""),
          promise(PairOptions.PORT, null).port(),
          promise(PairOptions.PEER_ADDRESS, null).valid("127.0.0.2").invalid("0.0.0.0", ""),
          promise(PairOptions.PEER_PORT, null).port(),
          promise(PairOptions.ADDP_TIMEOUT, "PT1.5S")
              .valid("1", "1.5", "60")
              .invalid("0.999", "60.001", "-1", "", "1,5"),
          promise(PairOptions.PAIR_NAME, "pair")
              .valid("west", "9".repeat(64))
              .invalid("", "a b", "9".repeat(65)),
          promise(PairOptions.TLS, "REQUIRED").valid("required", "off").invalid("", "on", "OFF"),
          promise(PairOptions.CERTIFICATE, null).valid("ha/sips-a.pem").invalid(""),
          promise(PairOptions.KEY, null).valid("ha/sips-a.key").invalid(""),
          promise(PairOptions.AUTHORITY, null).valid("ha/authority.pem").invalid(""),
          promise(PairOptions.ARBITER_TYPE, null)
              .valid("file", "etcd", "manual")
              .invalid("", "zookeeper", "FILE"),
          promise(PairOptions.LOCK_FILE, null).valid("/run/pair.lock").invalid(""),
          promise(PairOptions.VERBOSE, "STANDARD")
              .valid("all", "debug", "trace", "interaction", "standard", "alarm", "none")
              .invalid("", "info")
              .effective(EffectTime.IMMEDIATELY),
          promise(PairOptions.LOG_FORMAT, "PLAIN")
              .valid("plain", "json")
              .invalid("", "xml", "JSON"),
          promise(PairOptions.SIP_MESSAGES, "false")
              .valid("true", "false")
              .invalid("", "on")
              .effective(EffectTime.IMMEDIATELY),
          promise(EtcdOptions.ENDPOINTS, null)
              .valid("10.0.0.1:2379", "a:1, b.example.com:2, [::1]:3", "127.0.0.1:1,127.0.0.1:2")
              .invalid("", "10.0.0.1", "a:1,", "a:1 b:2", "a:0", "a:1, A:1", "http://a:2379", ":1"),
          promise(EtcdOptions.LEASE, "5").valid("2", "60").invalid("1", "61", "", "2.5", "5 s"),
          promise(EtcdOptions.WITHOUT_QUORUM, "STOP")
              .valid("stop", "go-on")
              .invalid("", "go_on", "on"),
          promise(EtcdOptions.USER, null)
              .valid("sipha", "9".repeat(64))
              .invalid("", "a b", "9".repeat(65)),
          promise(EtcdOptions.PASSWORD, null)
              .valid("12345678", "x".repeat(128))
              .invalid("", "1234567", "x".repeat(129)),
          promise(EtcdOptions.TLS, "REQUIRED").valid("required", "off").invalid("", "on"),
          promise(EtcdOptions.AUTHORITY, null).valid("etcd/authority.pem").invalid(""),
          promise(EtcdOptions.CERTIFICATE, null).valid("etcd/client.pem").invalid(""),
          promise(EtcdOptions.KEY, null).valid("etcd/client.key").invalid(""),
          promise(GridOptions.MEMBERS, null)
              .valid(
                  "10.0.0.1:5701, 10.0.0.2:5701,10.0.0.3:5701",
                  "[::1]:5701",
                  "witness.example.com:1")
              .invalid(
                  "",
                  "10.0.0.1",
                  "10.0.0.1:0",
                  "10.0.0.1:65536",
                  "0.0.0.0:5701",
                  "10.0.0.1:5701,",
                  "10.0.0.1:5701, 10.0.0.1:5701"),
          promise(GridOptions.CLUSTER_NAME, "sipha")
              .valid("west", "9".repeat(64))
              .invalid("", "a b", "9".repeat(65)),
          promise(DestinationOptions.DN_CONTACT, null)
              .valid(
                  "sip:1001@10.0.0.9:6001",
                  "sip:1@h;transport=tcp",
                  "sip:1@h ;transport=tcp",
                  "sips:1@h")
              .invalid(
                  "",
                  "1001",
                  "sip:1@h;transport=sctp",
                  "sips:",
                  "tel:1",
                  "sip:",
                  "sip:@h",
                  "sip:1@h:0",
                  "sip:1@h:x",
                  "sip:1 2@h",
                  "sip:1@10.0.0.256",
                  "sip:1@0.0.0.0")
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.DN_PASSWORD, null)
              .valid("12345678", "correct horse; battery", "x".repeat(128))
              .invalid("", "1234567", "x".repeat(129))
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.TRUNK_PREFIX, null)
              .valid("9", "+49", "*67#", "9".repeat(32))
              .invalid("", "a", "9-1", "+", "9".repeat(33))
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.TRUNK_CONTACT, null)
              .valid("sip:10.0.0.9:6070", "sip:[::1]:6070", "sip:gw.example.com")
              .invalid("", "10.0.0.9:6070", "sip:[::1", "sip:::1")
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.TRUNK_CAPACITY, "0")
              .valid("0", "1000000")
              .invalid("-1", "1000001", "")
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.TRUNK_MULTISITE, "false")
              .valid("true", "false")
              .invalid("", "yes", "TRUE", "1")
              .effective(EffectTime.IMMEDIATELY),
          promise(DestinationOptions.TRUNK_STRIP, "false")
              .valid("true", "false")
              .invalid("", "1")
              .effective(EffectTime.IMMEDIATELY));

  @Test
  void everyOptionHasAPromise() {
    assertThat(PROMISES.stream().<Option<?>>map(Promise::option))
        .containsExactlyElementsOf(OptionCatalogue.options());
  }

  @ParameterizedTest
  @FieldSource("PROMISES")
  void optionHasItsDefaultWhenItIsNotGiven(Promise promise) {
    Object value = promise.option().defaultValue();

    assertThat(value == null ? null : value.toString()).isEqualTo(promise.defaultValue());
  }

  @ParameterizedTest
  @FieldSource("PROMISES")
  void changeTakesEffectWhenPromised(Promise promise) {
    assertThat(promise.option().effect()).isEqualTo(promise.effect());
  }

  /** So that nobody can move a bound, or add an option, without a promise of it. */
  @ParameterizedTest
  @FieldSource("PROMISES")
  void promiseStatesBothBoundsAndWhatIsJustOutside(Promise promise) {
    Bounds bounds = Bounds.of(promise.option().type());

    assertThat(promise.valid()).containsAll(bounds.valid()).isNotEmpty();
    assertThat(promise.invalid()).containsAll(bounds.invalid()).contains("");
  }

  @ParameterizedTest
  @FieldSource("PROMISES")
  void whatIsWithinTheBoundsIsAccepted(Promise promise) {
    for (String value : promise.valid()) {
      assertThat(complaints(promise.option(), value)).as("'%s'", value).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("PROMISES")
  void whatIsOutsideTheBoundsIsRefusedWithWhatIsValid(Promise promise) {
    for (String value : promise.invalid()) {
      List<Problem> complaints = complaints(promise.option(), value);
      assertThat(complaints).as("'%s'", value).hasSize(1);
      assertThat(complaints.get(0).valid()).isEqualTo(promise.option().type().valid());
      assertThat(complaints.get(0).line()).isPositive();
    }
  }

  /** Problems of this value, without those that only its relation to others causes. */
  private List<Problem> complaints(Option<?> option, String value) {
    TestFile file = new TestFile(directory);
    if (option.section() == SectionKind.TRUNK) {
      file.set("trunk:west", "contact", "sip:10.0.0.9:6070");
    }
    String section =
        option.section().isNamed() ? option.section().named("west") : option.section().text();
    file.set(section, option.name(), value);
    return TestFile.problems(file.read()).stream()
        .filter(problem -> option.name().equals(problem.option()))
        .filter(problem -> problem.message().startsWith("the value "))
        .toList();
  }

  private static PromiseOf promise(Option<?> option, @Nullable String defaultValue) {
    return new PromiseOf(option, defaultValue, List.of());
  }

  /** Half a promise. */
  record PromiseOf(Option<?> option, @Nullable String defaultValue, List<String> valid) {
    PromiseOf valid(String... texts) {
      return new PromiseOf(option, defaultValue, Arrays.asList(texts));
    }

    Promise invalid(String... texts) {
      return new Promise(
          option, defaultValue, valid, Arrays.asList(texts), EffectTime.AFTER_RESTART);
    }

    Promise port() {
      return valid("1", "5061", "65535").invalid("0", "65536", "-1", "http", "", "5060.5");
    }
  }

  /** The smallest and the largest value of a type, and what is just outside of them. */
  record Bounds(List<String> valid, List<String> invalid) {
    static Bounds of(ValueType<?> type) {
      if (type instanceof WholeNumber number) {
        return of(number.min(), number.max(), 0);
      } else if (type instanceof TimeSpan time) {
        boolean inSeconds = time.unit() == TimeSpan.Unit.SECONDS;
        return of(time.min().toMillis(), time.max().toMillis(), inSeconds ? 3 : 0);
      } else if (type instanceof Word word) {
        int most = word.maxLength();
        return new Bounds(List.of("9".repeat(most)), List.of("9".repeat(most + 1)));
      } else if (type instanceof Choice<?> || type instanceof Flag) {
        return new Bounds(List.of(type.valid().split(", ")), List.of());
      } else {
        return new Bounds(List.of(), List.of());
      }
    }

    private static Bounds of(long min, long max, int decimals) {
      return new Bounds(
          List.of(text(min, decimals), text(max, decimals)),
          List.of(text(min - 1, decimals), text(max + 1, decimals)));
    }

    private static String text(long number, int decimals) {
      return BigDecimal.valueOf(number, decimals).stripTrailingZeros().toPlainString();
    }
  }
}
