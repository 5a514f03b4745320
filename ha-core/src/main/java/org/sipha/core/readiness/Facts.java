package org.sipha.core.readiness;

import java.util.Optional;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/**
 * What the rule of SPEC 2 is applied to. Times in nanoseconds.
 *
 * @param role of this node
 * @param pendingSelfChecks what still runs while the node is <i>starting</i>, empty otherwise
 * @param handoverUnconfirmed whether an old primary never heard whether its successor serves
 * @param connection state of the HA connection
 * @param connectionDownFor how long it has been down, if it is
 * @param wasEstablished whether it was ever established by this process
 * @param establishedFor how long the session has been established
 * @param settling how long it has to be
 * @param inventoryDone whether the two nodes have compared what they hold
 * @param unsynchronized calls that the backup hasn't confirmed, as the primary counts them
 * @param unsynchronizedRegistrations registrations that it hasn't confirmed
 * @param calls calls that the primary holds, without multisite calls from before
 * @param secondsLeft estimate until they are confirmed, -1 if unknown
 * @param multisiteBefore multisite calls from before the connection was established
 * @param oldestMultisiteFor for how long the oldest of them has been known
 * @param heldBySilentPeer the arbiter's word, if it denies the right while the peer is silent
 */
public record Facts(
    Role role,
    Optional<String> pendingSelfChecks,
    boolean handoverUnconfirmed,
    ConnectionState connection,
    long connectionDownFor,
    boolean wasEstablished,
    long establishedFor,
    long settling,
    boolean inventoryDone,
    int unsynchronized,
    int unsynchronizedRegistrations,
    int calls,
    int secondsLeft,
    int multisiteBefore,
    long oldestMultisiteFor,
    Optional<String> heldBySilentPeer) {}
