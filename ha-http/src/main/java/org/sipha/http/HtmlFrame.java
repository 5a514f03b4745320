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

  /** Value of the header {@code Content-Security-Policy}. */
  static final String POLICY =
      "default-src 'none'; connect-src 'self'; style-src '"
          + hash(STYLE)
          + "'; script-src '"
          + hash(SCRIPT)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private HtmlFrame() {}

  /**
   * A page whose content the script fetches anew each second.
   *
   * @param title plain text
   * @param main HTML
   */
  static String live(String title, String main) {
    return page(title, main, "<script>" + SCRIPT + "</script>\n");
  }

  /** A page as it is now. */
  static String still(String title, String main) {
    return page(title, main, "");
  }

  private static String page(String title, String main, String script) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>"""
        + Markup.escaped(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n<main>\n"
        + main
        + "</main>\n"
        + script
        + "</body>\n</html>\n";
  }

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
