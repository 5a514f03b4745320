package org.sipha.dist.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.sipha.dist.CommandFailure;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha switchover}. */
@Command(
    name = "switchover",
    optionListHeading = "%nOptions:%n",
    description = {
      "Let the two servers change roles, without losing a call.",
      "",
      "Refused (75) while either server isn't ready, with the reasons: wait until sipha status shows both ready.",
      "The steps that the servers take are told while it runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sipha switchover --dir pair",
      "  sipha switchover --config sips-a.ini --force   accept a loss, which is named"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SwitchoverCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(
      names = "--force",
      description =
          "Do it though a server isn't ready, and accept the loss of calls that the other one doesn't hold. Recorded as a"
              + " double failure.")
  boolean force;

  @Override
  public Integer call() throws CommandFailure, IOException {
    List<ServerPlace> places = where.servers();
    RoleChange change = new RoleChange(spec.commandLine());
    try (Progress steps = new Progress(places, spec.commandLine().getOut())) {
      return change.command(places, "/switchover", force);
    }
  }
}
