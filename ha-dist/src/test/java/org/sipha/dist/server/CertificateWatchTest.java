package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.ServerSettings;
import org.sipha.core.event.Timeline;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.pair.NewPair;
import org.sipha.http.CertificateState;

/** What a server says of its certificates while their days pass; time is moved by the test. */
class CertificateWatchTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path directory;
  private final Timeline events = new Timeline(() -> Instant.EPOCH);
  private final List<Runnable> looks = new ArrayList<>();
  private ServerSettings settings;
  private Instant now = Instant.now();
  private Instant end;
  private CertificateWatch watch;

  @BeforeEach
  void makePair() throws Exception {
    PairFiles files = NewPair.write(directory, LocalPair.withDefaults());
    settings = ((Outcome.Valid) ConfigurationFile.read(files.a())).settings();
    watch = CertificateWatch.of(settings, () -> now, events);
    end = watch.states().get(0).notAfter();
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
  void fewDaysAreToldAt30And14And7And1AndWhenTheyAreOver() {
    now = end.minus(DAY.multipliedBy(31));
    start();
    assertThat(told()).isEmpty();
    passDays(1);
    assertThat(told()).as("30 days are enough").isEmpty();
    passDays(1);
    assertThat(told())
        .containsExactly(
            "certificate-expires-soon [backup-sync] certificate CN=sips-a expires at "
                + end
                + ", days left: 29; make a new one with sipha certificates renew and restart the server");

    passDays(33);
    assertThat(told()).hasSize(5);
    assertThat(told().get(1)).startsWith("certificate-expires-soon ").contains("days left: 13;");
    assertThat(told().get(2)).startsWith("certificate-expires-now ").contains("days left: 6;");
    assertThat(told().get(3)).startsWith("certificate-expires-now ").contains("days left: 0;");
    assertThat(told().get(4))
        .startsWith("certificate-expired ")
        .contains("CN=sips-a has expired at " + end);
  }

  @Test
  void aServerThatStartsLateSaysItAtOnceAndOnce() {
    now = end.minus(DAY.multipliedBy(3));
    start();
    passDays(1);
    assertThat(told()).hasSize(1).allMatch(text -> text.startsWith("certificate-expires-now "));
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
    passDays(1);
    assertThat(told()).hasSize(2);
    assertThat(told().get(0)).startsWith("certificate-expires-now ").contains("CN=sips-a");
    assertThat(told().get(1))
        .startsWith("certificate-renewed [backup-sync] certificate: the file holds CN=sipha pair")
        .endsWith("; it is used after a restart");
    assertThat(CertificateWatch.of(settings, () -> now, events).states().get(0).subject())
        .startsWith("CN=sipha pair authority ");
  }

  @Test
  void aFileThatIsGoneKeepsTheServerFromStarting() throws IOException {
    Files.delete(directory.resolve("ha/authority.pem"));
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> CertificateWatch.of(settings, () -> now, events))
        .withMessageContaining("there is no file " + directory.resolve("ha/authority.pem"))
        .matches(failure -> failure.exitStatus() == ExitStatus.CONFIGURATION);
  }

  private void start() {
    watch.start(
        (period, look) -> {
          assertThat(period).isEqualTo(Duration.ofHours(1));
          looks.add(look);
        });
  }

  private void passDays(int days) {
    Instant until = now.plus(DAY.multipliedBy(days));
    while (now.isBefore(until)) {
      now = now.plus(Duration.ofHours(1));
      looks.forEach(Runnable::run);
    }
  }

  private List<String> told() {
    return events.last(100).stream().map(event -> event.code() + " " + event.text()).toList();
  }
}
