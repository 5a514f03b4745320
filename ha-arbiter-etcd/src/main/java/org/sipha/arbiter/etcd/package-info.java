/**
 * The right to serve as a key in etcd, for two hosts and a witness (SPEC 4). Open {@link
 * org.sipha.arbiter.etcd.EtcdArbiter} first: it asks, renews and tells. {@link
 * org.sipha.arbiter.etcd.PairKeys} says what stands in etcd and why no two can hold the right,
 * {@link org.sipha.arbiter.etcd.EtcdClient} how a member is asked.
 */
@NullMarked
package org.sipha.arbiter.etcd;

import org.jspecify.annotations.NullMarked;
