package org.sipha.sip.registrar;

import java.util.List;
import org.sipha.sip.message.Header;

/** An answer other than 2xx that a request gets. */
public record Refusal(int status, List<Header> headers) {
  /** Copies the list. */
  public Refusal {
    headers = List.copyOf(headers);
  }

  /** Without headers of its own, or with some. */
  public static Refusal of(int status, Header... headers) {
    return new Refusal(status, List.of(headers));
  }

  /** The headers as an array. */
  public Header[] headerArray() {
    return headers.toArray(Header[]::new);
  }
}
