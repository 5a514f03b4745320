package org.sipha.sip.transport;

import java.nio.file.Path;

/**
 * SIP over TLS: PEM files, the same on both servers of a pair.
 *
 * @param port {@code sip-tls-port}
 * @param certificate that the service address shows, with intermediate certificates behind it
 * @param key its private key, PKCS #8
 * @param authority who must have signed the certificates of those whom we dial, and of those who
 *     dial us if they must show one; names aren't compared, because parties are known by address
 * @param mutual whether a party that dials us must show a certificate
 */
public record SipTls(int port, Path certificate, Path key, Path authority, boolean mutual) {}
