package org.sipha.dist.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.sipha.dist.CommandFailure;
import picocli.CommandLine.Command;

/** {@code sipha demote}: for an operator, or the notify script of a VIP manager. */
@Command(
    name = "demote",
    optionListHeading = "%nOptions:%n",
    description = {
      "Make a server stop being primary.",
      "",
      "With an established HA connection this is a switchover, refused (75) while either server isn't ready. Otherwise the"
          + " server stops serving and doesn't ask to serve again before promote, a restart or a new HA connection."
    })
public final class DemoteCommand extends OneServer implements Callable<Integer> {
  @Override
  public Integer call() throws CommandFailure, IOException {
    return command("/demote");
  }
}
