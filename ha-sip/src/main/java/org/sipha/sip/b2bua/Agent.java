package org.sipha.sip.b2bua;

import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TransactionLayer;

/** What every part of the agent works with. */
record Agent(
    TransactionLayer layer,
    SipTimers timers,
    Calls calls,
    LocalEnd local,
    SipCounters counters,
    CallTimerSettings callTimers) {}
