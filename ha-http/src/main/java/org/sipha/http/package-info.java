/**
 * Shows a node over HTTP and takes the operator's commands (SPEC 7). Everything is rendered from
 * the node's published view; nothing here decides whether a node is ready. Open {@link
 * org.sipha.http.HttpService} first, then {@link org.sipha.http.NodeAccess}, which is all that
 * these pages know of the rest, then {@link org.sipha.http.Blocks}, the one model behind XML, JSON
 * and HTML, and {@link org.sipha.http.MetricCatalogue}, the one behind Prometheus.
 */
@NullMarked
package org.sipha.http;

import org.jspecify.annotations.NullMarked;
