package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What all pages have around their content: title, style, script. Nothing comes from outside, so
 * the pages work in a network without internet, and the policy lets a browser run this style and
 * this script only.
 */
final class HtmlFrame {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  /** Differs as soon as a page of an earlier build would no longer fit. */
  static final String BUILD = hash(STYLE + SCRIPT + resource("page.html"));

  /** Value of the header {@code Content-Security-Policy}. */
  static final String POLICY =
      "default-src 'none'; connect-src 'self'; img-src data:; style-src '"
          + hash(STYLE)
          + "'; script-src '"
          + hash(SCRIPT)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private HtmlFrame() {}

  /**
   * A page whose parts the script keeps as they are now.
   *
   * @param title plain text
   * @param body HTML
   */
  static String live(String title, String body) {
    return page(title, body + "<script>" + SCRIPT + "</script>\n");
  }

  /**
   * A page as it is now.
   *
   * @param title plain text
   * @param main HTML
   */
  static String still(String title, String main) {
    return page(title, "<main>\n" + main + "</main>\n");
  }

  private static String page(String title, String body) {
    return """
        <!DOCTYPE html>
        <html lang="en" data-build="\
        """
        + BUILD
        + """
        ">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:image/svg+xml,\
        %3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
        %3Crect width='16' height='16' rx='4' fill='%231f5fa8'/%3E\
        %3Ccircle cx='5' cy='8' r='2.4' fill='white'/%3E\
        %3Ccircle cx='11' cy='8' r='1.7' fill='none' stroke='white' stroke-width='1.4'/%3E\
        %3C/svg%3E">
        <title>"""
        + Markup.escaped(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n"
        + body
        + "</body>\n</html>\n";
  }

  /** The text of a file that lies beside this class. */
  static String resource(String name) {
    try (InputStream in = HtmlFrame.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
