package org.sipha.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Whether a browser makes a request for a page of another site. Such a page doesn't know the token,
 * but the browser would show the operator's certificate for it.
 *
 * <p>Programs send none of these headers. Names are not compared with a list: a page that was
 * served under a name of its own which now leads here (DNS rebinding) has no token either, and over
 * HTTPS no certificate for that name.
 */
final class CrossSite {
  private CrossSite() {}

  static boolean isFromElsewhere(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site"); // not sent to a server without TLS
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && !isOwn(origin, request);
  }

  /**
   * A proxy in front may speak HTTPS for a server that speaks HTTP, but not the other way round.
   */
  private static boolean isOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    return origin.equalsIgnoreCase("https://" + host)
        || (!request.isSSL() && origin.equalsIgnoreCase("http://" + host));
  }
}
