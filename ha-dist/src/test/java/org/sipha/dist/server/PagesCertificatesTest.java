package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
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
import org.sipha.config.UsedCertificate;
import org.sipha.core.event.Timeline;
import org.sipha.dist.pair.NewPair;
import org.sipha.http.CertificateState;

/** When the pages of a running server take other certificates. */
class PagesCertificatesTest {
  @TempDir Path directory;
  private final List<UsedCertificate> took = new ArrayList<>();
  private Future<Void> answer = Future.succeededFuture();
  private int renewals;
  private ServerSettings settings;
  private PagesCertificates pages;

  @BeforeEach
  void startWithTheCertificateOfA() throws IOException {
    PairFiles files = NewPair.write(directory, LocalPair.withDefaults());
    copy("sips-a.pem", "pages.pem");
    copy("sips-a.key", "pages.key");
    Files.writeString(
        files.a(),
        Files.readString(files.a())
            .replace(
                "http-port = 8080\n",
                "http-port = 8080\nhttp-tls-cert = ha/pages.pem\nhttp-tls-cert-key = ha/pages.key\n"));
    settings = ((Outcome.Valid) ConfigurationFile.read(files.a())).settings();
    pages =
        new PagesCertificates(
            settings,
            () -> {
              renewals++;
              return answer;
            },
            took::addAll);
  }

  private void copy(String from, String to) throws IOException {
    Path home = NewPair.certificates(directory);
    Files.copy(home.resolve(from), home.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void nothingHappensWhileTheFilesStay() throws IOException {
    pages.look();
    copy("sips-a.pem", "pages.pem");
    pages.look();
    assertThat(renewals).isZero();
  }

  @Test
  void aRenewedCertificateIsTakenOnceItsKeyIsThereToo() throws IOException {
    copy("sips-b.pem", "pages.pem");
    pages.look();
    assertThat(renewals).as("with the key of another certificate").isZero();
    copy("sips-b.key", "pages.key");
    pages.look();
    pages.look();
    assertThat(renewals).isEqualTo(1);
    assertThat(took).extracting(UsedCertificate::subject).containsExactly("CN=sips-b");
  }

  @Test
  void aFileThatIsNoCertificateIsNotTaken() throws IOException {
    Files.writeString(directory.resolve("ha/pages.pem"), "half of it");
    pages.look();
    Files.delete(directory.resolve("ha/pages.pem"));
    pages.look();
    assertThat(renewals).isZero();
  }

  @Test
  void whatTheServiceCanNotTakeIsNotShownAsTaken() throws IOException {
    answer = Future.failedFuture("no");
    copy("sips-b.pem", "pages.pem");
    copy("sips-b.key", "pages.key");
    pages.look();
    assertThat(renewals).isEqualTo(1);
    assertThat(took).isEmpty();
  }

  @Test
  void theStatusShowsWhatWasTaken() throws Exception {
    Timeline events = new Timeline(InstantSource.system());
    CertificateWatch watch = CertificateWatch.of(settings, InstantSource.system(), events);
    assertThat(watch.states())
        .extracting(CertificateState::option)
        .containsExactly("certificate", "authority", "http-tls-cert");
    copy("sips-b.pem", "pages.pem");
    watch.took(UsedCertificate.ofHttp(settings));
    assertThat(watch.states())
        .extracting(state -> state.option() + " " + state.subject())
        .contains("certificate CN=sips-a", "http-tls-cert CN=sips-b")
        .hasSize(3);
    assertThat(events.last(10))
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains("CN=sips-b", "it is used now"));
  }
}
