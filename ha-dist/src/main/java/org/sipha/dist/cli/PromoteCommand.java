package org.sipha.dist.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.sipha.dist.CommandFailure;
import picocli.CommandLine.Command;

/** {@code sipha promote}: for an operator, or the notify script of a VIP manager. */
@Command(
    name = "promote",
    optionListHeading = "%nOptions:%n",
    description = {
      "Make a server primary.",
      "",
      "With an established HA connection this is a switchover, refused (75) while either server isn't ready. Otherwise the"
          + " server takes over at once if the arbiter grants it; arbiter type = manual takes your word that the other one"
          + " doesn't serve."
    })
public final class PromoteCommand extends OneServer implements Callable<Integer> {
  @Override
  public Integer call() throws CommandFailure, IOException {
    return command("/promote");
  }
}
