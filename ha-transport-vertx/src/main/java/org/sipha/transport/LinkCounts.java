package org.sipha.transport;

/**
 * What went over the HA connection since the process started.
 *
 * @param framesOut frames handed to sockets
 * @param bytesOut their bytes
 * @param framesIn frames received
 * @param bytesIn their bytes
 * @param malformed sockets closed because what came was no frame
 * @param slow sockets closed because the peer didn't read
 * @param refused sockets refused: too many were open, or TLS or the name did not fit; those of ours
 *     that the peer refused count too
 */
public record LinkCounts(
    long framesOut,
    long bytesOut,
    long framesIn,
    long bytesIn,
    long malformed,
    long slow,
    long refused) {}
