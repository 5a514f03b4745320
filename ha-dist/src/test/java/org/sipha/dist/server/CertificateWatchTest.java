package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.pair.NewPair;
import org.sipha.http.CertificateState;
import org.slf4j.LoggerFactory;

/** What a server says of its certificates while their days pass; time is moved by the test. */
class CertificateWatchTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path directory;
  private final Logger log = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final List<Runnable> daily = new ArrayList<>();
  private ServerSettings settings;
  private Instant now = Instant.now();
  private Instant end;
  private CertificateWatch watch;

  @BeforeEach
  void makePair() throws Exception {
    PairFiles files = NewPair.write(directory, LocalPair.withDefaults());
    settings = ((Outcome.Valid) ConfigurationFile.read(files.a())).settings();
    watch = CertificateWatch.of(settings, () -> now);
    end = watch.states().get(0).notAfter();
    written.start();
    log.addAppender(written);
  }

  @AfterEach
  void closeLog() {
    log.detachAppender(written);
  }

  @Test
  void everyCertificateIsShownWithItsDays() {
    now = end.minus(DAY.multipliedBy(45));
    List<CertificateState> states = watch.states();
    assertThat(states)
        .extracting(CertificateState::option)
        .containsExactly("certificate", "authority");
    assertThat(states.get(0)).isEqualTo(new CertificateState("certificate", "CN=sips-a", end, 45));
    assertThat(states.get(1).subject()).startsWith("CN=sipha pair authority ");
    assertThat(states.get(1).daysLeft()).isGreaterThan(2_900);
  }

  @Test
  void theLogWarnsOnceADayBeforeTheEndAndAsAnErrorInTheLastWeek() {
    now = end.minus(DAY.multipliedBy(31));
    start();
    assertThat(lines()).isEmpty();
    passADay();
    assertThat(lines()).as("30 days are enough").isEmpty();
    passADay();
    assertThat(lines())
        .containsExactly(
            "WARN [backup-sync] certificate CN=sips-a expires at "
                + end
                + ", days left: 29; make a new one with sipha certificates renew and restart the server");
    for (int day = 28; day >= 7; day--) {
      passADay();
    }
    assertThat(lines()).hasSize(23).allMatch(line -> line.startsWith("WARN "));
    for (int day = 6; day >= 0; day--) {
      passADay();
    }
    assertThat(lines().subList(23, 30)).hasSize(7).allMatch(line -> line.startsWith("ERROR "));
    passADay();
    assertThat(lines().get(30)).startsWith("ERROR ").contains("CN=sips-a has expired at " + end);
  }

  @Test
  void aServerThatStartsLateSaysItAtOnce() {
    now = end.minus(DAY.multipliedBy(3));
    start();
    assertThat(lines()).hasSize(1).allMatch(line -> line.startsWith("ERROR "));
  }

  /** The server still shows its old certificate: a warning that went away would be a trap. */
  @Test
  void newFilesCountFromTheNextStartOn() throws Exception {
    now = end.minus(DAY.multipliedBy(3));
    Path other = directory.resolve("other");
    NewPair.write(other, LocalPair.withDefaults());
    Files.copy(
        other.resolve("ha/authority.pem"),
        directory.resolve("ha/sips-a.pem"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(watch.states().get(0).daysLeft()).isEqualTo(3);
    start();
    assertThat(lines()).hasSize(1);
    assertThat(CertificateWatch.of(settings, () -> now).states().get(0).subject())
        .startsWith("CN=sipha pair authority ");
  }

  @Test
  void aFileThatIsGoneKeepsTheServerFromStarting() throws IOException {
    Files.delete(directory.resolve("ha/authority.pem"));
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> CertificateWatch.of(settings, () -> now))
        .withMessageContaining("there is no file " + directory.resolve("ha/authority.pem"))
        .matches(failure -> failure.exitStatus() == ExitStatus.CONFIGURATION);
  }

  private void start() {
    watch.start(
        (period, look) -> {
          assertThat(period).isEqualTo(DAY);
          daily.add(look);
        });
  }

  private void passADay() {
    now = now.plus(DAY);
    daily.forEach(Runnable::run);
  }

  private List<String> lines() {
    return written.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
