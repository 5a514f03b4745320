/**
 * Transactions (RFC 3261 17, with the Accepted state of RFC 6026): requests are sent again until
 * answered, and answered again when they come again. One thread works here; time comes from
 * outside. Open {@link org.sipha.sip.transaction.TransactionLayer} first.
 */
@NullMarked
package org.sipha.sip.transaction;

import org.jspecify.annotations.NullMarked;
