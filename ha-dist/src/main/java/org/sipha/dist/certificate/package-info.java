/**
 * The certificates with which two servers prove to each other who they are. Open {@link
 * org.sipha.dist.certificate.PairCertificates}.
 */
@NullMarked
package org.sipha.dist.certificate;

import org.jspecify.annotations.NullMarked;
