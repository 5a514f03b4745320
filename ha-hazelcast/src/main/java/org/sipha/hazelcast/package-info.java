/**
 * The grid (SPEC 10): the calls and registrations of many pairs in a distributed map, so that a
 * second failure doesn't lose what the first one has left in one place only. Members are processes
 * of their own ({@link org.sipha.hazelcast.GridMember}); a server is a client of them ({@link
 * org.sipha.hazelcast.HazelcastGrid}, open that first). What stands in the map says {@link
 * org.sipha.hazelcast.Stored}.
 */
@NullMarked
package org.sipha.hazelcast;

import org.jspecify.annotations.NullMarked;
