package org.sipha.sip.message;

/**
 * What {@link DirectSipCodec} knows of a header field by its name. JAIN-SIP refuses a message for
 * whatever field it knows and can't read, also one that we only pass on, so each of those has its
 * rule here, or is left to it ({@link #JAIN}).
 */
enum HeaderRule {
  VIA,
  FROM,
  TO,
  CALL_ID,
  CSEQ,
  MAX_FORWARDS,
  CONTACT,
  RECORD_ROUTE,
  CONTENT_LENGTH,
  CONTENT_TYPE,
  /** Addresses in angle brackets, with parameters, separated by commas. */
  ROUTES,
  /** Addresses in angle brackets, without parameters, separated by commas. */
  IDENTITIES,
  /** Tokens separated by commas. */
  TOKENS,
  /** One token with parameters. */
  PARAMETERS,
  TOKEN,
  /** A number above 0. */
  NUMBER,
  /** A number above 0 with parameters. */
  INTERVAL,
  /** Media types without parameters, separated by commas. */
  MEDIA_TYPES,
  RACK,
  /** Products and comments. */
  PRODUCTS,
  CREDENTIALS,
  /** Whatever it is. */
  ANY,
  /** Isn't read here. */
  JAIN
}
