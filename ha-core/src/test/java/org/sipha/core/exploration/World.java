package org.sipha.core.exploration;

import java.util.Set;
import java.util.function.Consumer;
import org.sipha.core.exploration.Move.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;

/**
 * What is explored: how it begins, and what can happen from there.
 *
 * @param name for the figures
 * @param arbiter who decides which node may serve
 * @param quiet how many calls of the beginning nothing happens to, the first ones
 * @param calls how many calls are set up at most, those of the beginning included
 * @param beginning from two processes that have just started and aren't connected
 * @param kinds what can happen after that
 */
record World(
    String name,
    ArbiterType arbiter,
    int quiet,
    int calls,
    Consumer<ExploredPair> beginning,
    Set<Kind> kinds) {
  World {
    kinds = Set.copyOf(kinds);
  }
}
