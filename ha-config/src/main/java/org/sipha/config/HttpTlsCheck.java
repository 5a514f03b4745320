package org.sipha.config;

import static org.sipha.config.option.HttpOptions.HTTP_TLS_CERT;
import static org.sipha.config.option.HttpOptions.HTTP_TLS_CERT_KEY;
import static org.sipha.config.option.HttpOptions.HTTP_TLS_CLIENT_CA;

import java.nio.file.Path;
import org.sipha.config.option.Option;

/** Whether everything is there for pages over HTTPS. */
final class HttpTlsCheck {
  private final SectionValues section;
  private final Findings findings;

  HttpTlsCheck(CheckedFile file, Findings findings) {
    this.section = file.tserver();
    this.findings = findings;
  }

  void run() {
    reportMissing(HTTP_TLS_CERT_KEY, HTTP_TLS_CERT);
    if (section.isGiven(HTTP_TLS_CERT_KEY) || section.isGiven(HTTP_TLS_CLIENT_CA)) {
      reportMissing(
          HTTP_TLS_CERT,
          section.isGiven(HTTP_TLS_CERT_KEY) ? HTTP_TLS_CERT_KEY : HTTP_TLS_CLIENT_CA);
    }
  }

  private void reportMissing(Option<Path> needed, Option<Path> by) {
    if (section.isGiven(by) && !section.isGiven(needed)) {
      findings.missing(section, needed, by.name() + " needs it");
    }
  }
}
