package org.sipha.config;

import static org.sipha.config.option.RegistrationOptions.SIP_MAX_EXPIRES;
import static org.sipha.config.option.RegistrationOptions.SIP_MIN_EXPIRES;

import java.util.Optional;

/** Whether there is a time that a telephone may register for. */
final class RegistrationCheck {
  private final CheckedFile file;
  private final Findings findings;

  RegistrationCheck(CheckedFile file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  void run() {
    Optional<Integer> min = file.tserver().find(SIP_MIN_EXPIRES);
    Optional<Integer> max = file.tserver().find(SIP_MAX_EXPIRES);
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      boolean isMinGiven = file.tserver().isGiven(SIP_MIN_EXPIRES);
      findings.problem(
          file.tserver().place(isMinGiven ? SIP_MIN_EXPIRES : SIP_MAX_EXPIRES),
          "sip-min-expires, "
              + min.get()
              + " s, is more than sip-max-expires, "
              + max.get()
              + " s");
    }
  }
}
