package org.sipha.http;

/**
 * What went over the HA connection since the process started.
 *
 * @param bytesSent bytes of frames handed to sockets, before TLS
 * @param bytesReceived bytes of frames received, after TLS
 * @param refused sockets refused: too many were open, or TLS or the name did not fit; those of ours
 *     that the peer refused count too
 */
public record LinkFigures(long bytesSent, long bytesReceived, long refused) {}
