package org.sipha.config;

import static org.sipha.config.option.PairOptions.LOCK_FILE;
import static org.sipha.config.option.TServerOptions.DATA_DIRECTORY;
import static org.sipha.config.option.TServerOptions.SIP_VIP_SCRIPT_DOWN;
import static org.sipha.config.option.TServerOptions.SIP_VIP_SCRIPT_UP;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sipha.config.option.Option;

/** What the file says of other files on this host. */
final class PathCheck {
  private final CheckedFile file;
  private final Path base;
  private final Findings findings;

  /** {@code base} is where relative paths start. */
  PathCheck(CheckedFile file, Path base, Findings findings) {
    this.file = file;
    this.base = base;
    this.findings = findings;
  }

  void run() {
    checkScript(SIP_VIP_SCRIPT_UP, SIP_VIP_SCRIPT_DOWN);
    checkScript(SIP_VIP_SCRIPT_DOWN, SIP_VIP_SCRIPT_UP);
    Optional<Path> data = find(file.tserver(), DATA_DIRECTORY);
    if (data.isPresent() && Files.exists(data.get()) && !Files.isDirectory(data.get())) {
      findings.problem(
          file.tserver().place(DATA_DIRECTORY), data.get() + " exists and is not a directory");
    }
    Optional<Path> lock = find(file.arbiter(), LOCK_FILE);
    if (lock.isPresent() && Files.isDirectory(lock.get())) {
      findings.problem(file.arbiter().place(LOCK_FILE), lock.get() + " is a directory");
    }
  }

  private void checkScript(Option<Path> option, Option<Path> other) {
    SectionValues section = file.tserver();
    Optional<Path> script = find(section, option);
    if (script.isEmpty()) {
      return;
    }
    String valid = "an executable program";
    if (!section.isGiven(other)) {
      findings.problem(section.place(option), "the option needs " + other.name() + " beside it");
    }
    if (!Files.exists(script.get())) {
      findings.problem(section.place(option), "there is no file " + script.get(), valid, null);
    } else if (!Files.isRegularFile(script.get()) || !Files.isExecutable(script.get())) {
      findings.problem(section.place(option), script.get() + " can't be executed", valid, null);
    }
  }

  private Optional<Path> find(SectionValues section, Option<Path> option) {
    return section.find(option).map(path -> base.resolve(path));
  }
}
