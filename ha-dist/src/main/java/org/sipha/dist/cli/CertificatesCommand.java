package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings;
import org.sipha.config.UsedCertificate;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.certificate.CertificateRenewal;
import org.sipha.dist.certificate.CertificateRenewal.Renewed;
import org.sipha.dist.certificate.PairCertificates;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha certificates}: what has to be done before certificates expire. */
@Command(
    name = "certificates",
    description = "Renew the certificates of a pair, or show how long they are valid.",
    subcommands = {CertificatesCommand.Renew.class, CertificatesCommand.Show.class})
public final class CertificatesCommand extends CommandGroup {
  /** {@code sipha certificates renew}. */
  @Command(
      name = "renew",
      optionListHeading = "%nOptions:%n",
      description = {
        "Make new certificates for the servers of a pair that sipha init wrote, valid for 2 years and signed by the pair's"
            + " authority.",
        "",
        "Keys and authority stay. Each certificate is replaced in one step, the one before stays beside it with the suffix"
            + " .old. Servers that run aren't disturbed: they take their new certificates when they are restarted, one after"
            + " the other and whenever it suits. What to do is told at the end.",
        "",
        "To replace the authority, before it expires (10 years) or because a key is lost or stolen:",
        " 1. Make another one: sipha init --local NEW",
        " 2. Append NEW/ha/authority.pem to the authority.pem of each server; restart the backup, switch over, restart the"
            + " other one. Now both believe both.",
        " 3. sipha certificates renew --authority-key NEW/ha/authority.key, and restart both in the same way. If a"
            + " server's key was stolen, put certificates and keys of NEW/ha in the place of both servers' instead.",
        " 4. Take the old certificate out of each authority.pem. It is believed until the next restart."
      })
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Renew implements Callable<Integer> {
    @Spec CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    Where where;

    @Option(
        names = "--authority-key",
        paramLabel = "FILE",
        description =
            "The authority's key, where you keep it. Without this option it must be authority.key beside the authority's"
                + " certificate.")
    @Nullable Path authorityKey;

    @Override
    public Integer call() throws CommandFailure, IOException {
      List<ServerSettings> servers = where.settings();
      Path key = authorityKey == null ? besideCertificate(servers.get(0)) : authorityKey;
      List<Renewed> renewed = CertificateRenewal.run(servers, key, Instant.now());
      renewed.forEach(this::tell);
      tellWhatIsNext(renewed);
      return ExitStatus.DONE;
    }

    private static Path besideCertificate(ServerSettings server) throws IOException {
      Path authority = server.backupSync().authority();
      if (authority == null) {
        throw new IOException(
            server.file() + " names no certificates, so there is nothing to renew");
      }
      return PairCertificates.authorityKey(authority.resolveSibling(""));
    }

    private void tell(Renewed one) {
      out().println("Renewed: " + one.file() + ", valid until " + one.notAfter());
      if (one.endsWithAuthority()) {
        out()
            .println(
                "         Its authority expires then: replace it before, sipha certificates renew --help tells how");
      }
    }

    private void tellWhatIsNext(List<Renewed> renewed) {
      if (renewed.stream().map(CertificatesCommand::host).distinct().count() > 1) {
        for (Renewed one : renewed) {
          out()
              .println(
                  "Copy to " + host(one) + ", in place of the certificate there: " + one.file());
        }
      }
      if (renewed.size() == 1) {
        out().println("The other server's configuration isn't here: renew its certificate there.");
      }
      out()
          .println(
              "Next: restart the backup; sipha switchover when sipha status shows both ready; restart the other one.");
      out().println("      Until then they use the certificates that they have.");
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  /** {@code sipha certificates show}. */
  @Command(
      name = "show",
      optionListHeading = "%nOptions:%n",
      description = {
        "Show how long the certificates in a pair's files are valid.",
        "",
        "What a running server uses, until it is restarted, is in its status: certificates in /server."
      })
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    Where where;

    @Override
    public Integer call() throws CommandFailure, IOException {
      PrintWriter out = spec.commandLine().getOut();
      Instant now = Instant.now();
      for (ServerSettings server : where.settings()) {
        out.println(server.applicationName());
        for (UsedCertificate used : UsedCertificate.of(server)) {
          out.printf(
              "  %s %s: %d days left, until %s%n",
              used.option(), used.subject(), used.daysLeft(now), used.notAfter());
        }
      }
      return ExitStatus.DONE;
    }
  }

  private static String host(Renewed one) {
    return one.server().backupSync().here().host();
  }
}
