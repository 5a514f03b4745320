package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sipha.config.PairFiles;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha init}: writes the files of a new pair. */
@Command(
    name = "init",
    optionListHeading = "%nOptions:%n",
    description = {
      "Write the configuration of a pair: sips-a.ini and sips-b.ini.",
      "",
      "With --local both servers are on this host: SIP on 127.0.0.1:5060, pages on ports 8080 and 8081, failover by a file"
          + " lock. Change the files to your needs, add a section [dn:NAME] or [trunk:NAME] for each destination to both,"
          + " and start each server with sipha server --config FILE, or both with sipha pair --dir DIR."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class InitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--local",
      required = true,
      paramLabel = "DIR",
      description =
          "Directory for a pair on this host; made if it doesn't exist. Existing files are never overwritten.")
  Path directory;

  @Override
  public Integer call() throws IOException {
    PairFiles files;
    try {
      files = PairFiles.write(directory, PairFiles.LocalPair.withDefaults());
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          e.getFile() + " exists already: remove it or name another directory", e);
    }
    var out = spec.commandLine().getOut();
    out.println("Written: " + files.a() + " and " + files.b());
    out.println("Next: sipha pair --dir " + directory + "  (or sipha server --config FILE, twice)");
    return ExitStatus.DONE;
  }
}
