package org.sipha.sip.message;

/** Reason phrases of the answers that this server gives by itself (RFC 3261 21). */
final class ReasonPhrases {
  private ReasonPhrases() {}

  static String of(int status) {
    return switch (status) {
      case 100 -> "Trying";
      case 180 -> "Ringing";
      case 183 -> "Session Progress";
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 407 -> "Proxy Authentication Required";
      case 408 -> "Request Timeout";
      case 416 -> "Unsupported URI Scheme";
      case 420 -> "Bad Extension";
      case 422 -> "Session Interval Too Small";
      case 423 -> "Interval Too Brief";
      case 480 -> "Temporarily Unavailable";
      case 481 -> "Call/Transaction Does Not Exist";
      case 482 -> "Loop Detected";
      case 483 -> "Too Many Hops";
      case 487 -> "Request Terminated";
      case 491 -> "Request Pending";
      case 500 -> "Server Internal Error";
      case 503 -> "Service Unavailable";
      case 505 -> "Version Not Supported";
      case 513 -> "Message Too Large";
      default -> throw new IllegalArgumentException("no phrase for " + status);
    };
  }
}
