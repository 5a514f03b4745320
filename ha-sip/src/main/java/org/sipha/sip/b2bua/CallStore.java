package org.sipha.sip.b2bua;

import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.port.DetailRecords;
import org.sipha.core.port.Inputs;
import org.sipha.core.registration.RegistrationDirectory;

/**
 * Where calls and registrations are kept by the pair: told changes go in through {@code inputs},
 * and are read back in the directories. What remains of them when they have ended goes to {@code
 * records}, which answers on the SIP loop.
 */
public record CallStore(
    Inputs inputs,
    CallDirectory directory,
    CallCodec codec,
    DetailRecords records,
    RegistrationDirectory registrations) {}
