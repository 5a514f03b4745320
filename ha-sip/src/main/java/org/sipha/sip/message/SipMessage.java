package org.sipha.sip.message;

import java.util.List;

/** A message that was received, checked and taken apart. */
public sealed interface SipMessage permits SipRequest, SipResponse {
  /** Where it came from. */
  SipAddress source();

  /** The headers that transactions and dialogs work with. */
  Head head();

  /** All header fields in their order, as received. */
  List<Header> headers();

  /** The body. */
  Body body();

  /** One line for the log: start line and the names of dialog and transaction, nothing secret. */
  String summary();
}
