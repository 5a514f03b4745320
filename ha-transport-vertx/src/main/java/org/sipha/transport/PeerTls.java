package org.sipha.transport;

import java.nio.file.Path;

/**
 * What this end of the HA connection shows, and whom it believes (SPEC 11): PEM files, read once
 * when the sockets are started.
 *
 * @param certificate of this server, with intermediate certificates behind it if there are any
 * @param key its private key, PKCS #8
 * @param authority which must have signed the peer's certificate; no other is believed
 */
public record PeerTls(Path certificate, Path key, Path authority) {}
