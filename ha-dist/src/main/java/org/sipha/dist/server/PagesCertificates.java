package org.sipha.dist.server;

import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sipha.config.PemFile;
import org.sipha.config.ServerSettings;
import org.sipha.config.UsedCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether somebody has renewed the certificates of the pages, and has the service take them
 * while it runs. What doesn't fit together, perhaps because it is being copied, isn't taken: the
 * certificates before stay in use. One thread at a time.
 */
final class PagesCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(PagesCertificates.class);

  /** From one look to the next. */
  static final Duration PERIOD = Duration.ofSeconds(10);

  private final ServerSettings settings;
  private final ServerSettings.HttpTls files;
  private final Supplier<Future<Void>> renew;
  private final Consumer<List<UsedCertificate>> took;
  private List<ByteBuffer> seen;

  /**
   * Files that are in use as they are now.
   *
   * @param settings of a server whose pages are HTTPS
   * @param renew has the service take the files
   * @param took told what it has taken
   */
  PagesCertificates(
      ServerSettings settings, Supplier<Future<Void>> renew, Consumer<List<UsedCertificate>> took) {
    ServerSettings.HttpTls tls = settings.httpAccess().tls();
    if (tls == null) {
      throw new IllegalArgumentException("the pages of this server have no certificate");
    }
    this.settings = settings;
    this.files = tls;
    this.renew = renew;
    this.took = took;
    this.seen = contents();
  }

  /** Looks once. Blocks. */
  void look() {
    List<ByteBuffer> now = contents();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      List<UsedCertificate> used = UsedCertificate.ofHttp(settings);
      if (!new PemFile(files.key()).isKeyOf(used.get(0).certificate().getPublicKey())) {
        throw new IOException(files.key() + " is the key of another certificate");
      }
      renew
          .get()
          .onSuccess(
              done -> {
                took.accept(used);
                LOG.info("the renewed certificates of the pages are in use: {}", subjects(used));
              })
          .onFailure(PagesCertificates::notTaken);
    } catch (IOException e) {
      notTaken(e);
    }
  }

  private static List<String> subjects(List<UsedCertificate> used) {
    return used.stream().map(one -> one.subject() + " until " + one.notAfter()).toList();
  }

  private static void notTaken(Throwable reason) {
    LOG.warn(
        "the changed certificates of the pages aren't taken, those before stay in use: {}",
        reason.getMessage());
  }

  /** What can't be read is empty. */
  private List<ByteBuffer> contents() {
    List<ByteBuffer> contents = new ArrayList<>();
    contents.add(content(files.certificate()));
    contents.add(content(files.key()));
    if (files.clientAuthority() != null) {
      contents.add(content(files.clientAuthority()));
    }
    return contents;
  }

  private static ByteBuffer content(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      return ByteBuffer.allocate(0);
    }
  }
}
