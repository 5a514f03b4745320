package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.config.PairFiles;
import org.sipha.config.PairFiles.HostsPair;
import org.sipha.config.PairFiles.LocalPair;
import org.sipha.config.type.HostPort;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.certificate.PairCertificates;
import org.sipha.dist.pair.NewPair;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha init}: writes the files of a new pair. */
@Command(
    name = "init",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    description = {
      "Write the configuration of a new pair, sips-a.ini and sips-b.ini, and the certificates with which the two prove to"
          + " each other who they are.",
      "",
      "With --local both servers are on this host: SIP on 127.0.0.1:5060, pages on ports 8080 and 8081, failover by a file"
          + " lock.",
      "",
      "With --hosts each is on a host of its own: pages on port 8080, the HA connection on port 7101. Who is primary is said"
          + " by an operator or a VIP manager (sipha promote, sipha demote). What each host needs is told at the end.",
      "",
      "Change the files to your needs, add a section [dn:NAME] or [trunk:NAME] for each destination to both, and start each"
          + " server with sipha server --config FILE. The servers' certificates are valid for 2 years, their authority for"
          + " 10; its key, authority.key, is needed only to sign new ones (sipha certificates renew): keep it somewhere else."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class InitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Kind kind;

  @Option(
      names = "--sip-address",
      paramLabel = "ADDRESS",
      converter = HostPair.OneConverter.class,
      description =
          "The service address, which moves to whichever host is primary. Needed with --hosts.")
  @Nullable String sipAddress;

  @Parameters(
      paramLabel = "DIR",
      description =
          "Directory for the files; made if it doesn't exist. Existing files are never overwritten.")
  Path directory;

  /** One host or two. */
  static final class Kind {
    @Option(names = "--local", required = true, description = "A pair on this host.")
    boolean local;

    @Option(
        names = "--hosts",
        required = true,
        paramLabel = "A,B",
        converter = HostPair.Converter.class,
        description = "A pair on two hosts, with these addresses.")
    @Nullable HostPair hosts;
  }

  @Override
  public Integer call() throws IOException {
    try {
      if (kind.hosts == null) {
        local();
      } else {
        onTwoHosts(kind.hosts);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          e.getFile() + " exists already: remove it or name another directory", e);
    }
    return ExitStatus.DONE;
  }

  private void local() throws IOException {
    if (sipAddress != null) {
      throw usage("--sip-address goes with --hosts; a pair on one host serves 127.0.0.1");
    }
    written(NewPair.write(directory, LocalPair.withDefaults()));
    out()
        .println(
            "Next: sipha pair --dir " + directory + "  (or sipha server --config FILE, twice)");
  }

  private void onTwoHosts(HostPair hosts) throws IOException {
    if (sipAddress == null) {
      throw usage(
          "--hosts needs --sip-address ADDRESS: where phones and trunks reach the pair, an address that moves to"
              + " whichever host is primary, for example --sip-address 10.0.0.50");
    }
    if (sipAddress.equals(hosts.a()) || sipAddress.equals(hosts.b())) {
      throw usage(
          "--sip-address must be neither host's own address: it has to move to whichever is primary");
    }
    HostPort sip = new HostPort(sipAddress, LocalPair.withDefaults().sip().port());
    written(NewPair.write(directory, new HostsPair(hosts.a(), hosts.b(), sip)));
    tellWhatToCopy(hosts.a(), PairFiles.NAME_A);
    tellWhatToCopy(hosts.b(), PairFiles.NAME_B);
    out()
        .println(
            "Next: on each host sipha server --config its file, then sipha promote --config FILE on one of them");
  }

  private void tellWhatToCopy(String host, String name) {
    String certificates = PairFiles.CERTIFICATES + "/";
    out()
        .println(
            "Copy to "
                + host
                + ", into one directory: "
                + name
                + ".ini, "
                + certificates
                + name
                + ".pem, "
                + certificates
                + name
                + ".key, "
                + certificates
                + "authority.pem");
  }

  private void written(PairFiles files) {
    Path certificates = NewPair.certificates(directory);
    out().println("Written: " + files.a() + " and " + files.b());
    out().println("         certificates and keys in " + certificates);
    out()
        .println(
            "Move "
                + PairCertificates.authorityKey(certificates)
                + " to a safe place: no server needs it, and whoever has it can let in anybody.");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException usage(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
