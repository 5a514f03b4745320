package org.sipha.dist.cli;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.sipha.config.PemFile;

/**
 * By what a server whose pages are HTTPS proves that it is the one that is meant: it shows the very
 * certificate in its configuration, or one of the pair's authority made out to its name, or else
 * one that Java believes for the address. The files are read for each connection: they may be
 * renewed.
 *
 * @param name {@code application-name} of the server
 * @param certificate its {@code http-tls-cert}, empty if that isn't known here
 * @param authority {@code [backup-sync] authority} of the pair, empty if there is none
 */
public record PagesTrust(String name, Optional<Path> certificate, Optional<Path> authority) {
  private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, the number of the choice

  /** TLS for a client that believes nobody else. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Manager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private final class Manager extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      if (isConfigured(chain[0]) || isOfThePair(chain, kind)) {
        return;
      }
      try {
        platform().checkServerTrusted(chain, kind, engine);
      } catch (CertificateException e) {
        throw new CertificateException(
            "its certificate, "
                + chain[0].getSubjectX500Principal().getName()
                + ", is neither http-tls-cert of "
                + name
                + " as far as it is found here, nor one of the pair's authority for that name, and Java doesn't believe"
                + " it either ("
                + e.getMessage()
                + ")",
            e);
      }
    }

    private boolean isConfigured(X509Certificate shown) {
      try {
        return certificate.isPresent()
            && new PemFile(certificate.get()).certificates().get(0).equals(shown);
      } catch (IOException e) {
        return false; // it is on the server's own host only, and that isn't this one
      }
    }

    private boolean isOfThePair(X509Certificate[] chain, String kind) {
      try {
        if (authority.isEmpty() || !dnsNames(chain[0]).contains(name)) {
          return false;
        }
        new PemFile(authority.get()).trust().checkServerTrusted(chain, kind);
        return true;
      } catch (CertificateException | IOException e) {
        return false;
      }
    }

    private static List<String> dnsNames(X509Certificate shown) throws CertificateException {
      @Nullable Collection<List<?>> names = shown.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(one -> one.get(0).equals(DNS_NAME))
              .map(one -> String.valueOf(one.get(1)))
              .toList();
    }

    private static X509ExtendedTrustManager platform() throws CertificateException {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e.getMessage(), e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {
      throw new UnsupportedOperationException("this client has engines only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
      throw new UnsupportedOperationException("this client has engines only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {
      throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {
      throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {
      throw new UnsupportedOperationException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
