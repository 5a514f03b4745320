package org.sipha.dist.cli;

import java.util.concurrent.Callable;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does nothing but name the commands below it. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public abstract class CommandGroup implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public final Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }
}
