package org.sipha.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message that was received, checked and taken apart. */
public sealed interface SipMessage permits SipRequest, SipResponse {
  /** Where it came from. */
  SipAddress source();

  /** The headers that transactions and dialogs work with. */
  Head head();

  /** All header fields in their order, as received. */
  List<Header> headers();

  /** The value of the first header field of that name, compact form or long. */
  default Optional<String> header(String name) {
    for (Header header : headers()) {
      if (header.is(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }

  /** The items of all header fields of that name, see {@link Header#items}. */
  default List<String> items(String name) {
    List<String> items = new ArrayList<>(0);
    for (Header header : headers()) {
      if (header.is(name)) {
        items.addAll(header.items());
      }
    }
    return List.copyOf(items);
  }

  /** The body. */
  Body body();

  /** One line for the log: start line and the names of dialog and transaction, nothing secret. */
  String summary();
}
