package org.sipha.dist.cli;

import java.util.concurrent.Callable;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sipha version}. */
@Command(name = "version", description = "Show the version of sipha and of the Java that runs it.")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("sipha " + Version.text() + ", Java " + Runtime.version());
    return ExitStatus.DONE;
  }
}
