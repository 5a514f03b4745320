/**
 * The certificates with which two servers prove to each other who they are. Open {@link
 * org.sipha.dist.certificate.PairCertificates}, which makes them, and {@link
 * org.sipha.dist.certificate.CertificateRenewal}.
 */
@NullMarked
package org.sipha.dist.certificate;

import org.jspecify.annotations.NullMarked;
