package org.sipha.core.exploration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks every sequence of moves of a world up to a length, shortest first, heals each state that is
 * reached and has it checked. A state that was reached before, by a sequence that isn't longer,
 * needn't be followed again ({@link Fingerprint}). Nodes can't be copied, so each state is reached
 * by making its moves again from the beginning.
 */
final class Explorer {
  private static final int LOG_LINES = 200;

  private final World world;
  private final int depth;

  /** For each state with moves out of it, the states they lead to. */
  private final List<int[]> successors = new ArrayList<>();

  private final Map<Long, Integer> states = new HashMap<>();
  private long transitions;

  /** How each state was reached first, and other ways that led to a known state. */
  private final List<List<Move>> firstWays = new ArrayList<>();

  private final List<Reached> otherWays = new ArrayList<>();

  private record Reached(int state, List<Move> moves, List<Move> possible) {}

  Explorer(World world, int depth) {
    this.world = world;
    this.depth = depth;
  }

  /** Throws an {@link AssertionError} with the shortest sequence of moves that goes wrong. */
  void explore() {
    long began = System.nanoTime();
    List<Reached> frontier = List.of(beginning());
    for (int length = 1; length <= depth; length++) {
      List<Reached> next = new ArrayList<>();
      for (Reached from : frontier) {
        follow(from, next);
      }
      frontier = next;
    }
    System.out.printf(
        "FIGURE interleavings, %s: %,d sequences of %d moves, %,d states, %,d transitions, %.1f s%n",
        world.name(),
        sequences(),
        depth,
        states.size(),
        transitions,
        (System.nanoTime() - began) / 1e9);
  }

  /**
   * Of two ways to one state only the first was followed: sees that the other would have led to the
   * same states. Returns how many such pairs there were.
   */
  int waysToOneStateGoOnEqually() {
    for (Reached other : otherWays) {
      List<Move> first = firstWays.get(other.state());
      List<Move> possible = make(first).possible();
      if (!possible.equals(other.possible())) {
        throw new AssertionError(first + " and " + other.moves() + " allow other moves");
      }
      for (Move move : possible) {
        if (after(first, move) != after(other.moves(), move)) {
          throw new AssertionError(
              first + " and " + other.moves() + " are taken for one, but differ after " + move);
        }
      }
    }
    return otherWays.size();
  }

  private long after(List<Move> moves, Move move) {
    ExploredPair pair = make(moves);
    pair.make(move);
    return Fingerprint.of(pair, pair.now());
  }

  private Reached beginning() {
    ExploredPair pair = new ExploredPair(world, null);
    states.put(Fingerprint.of(pair, pair.now()), 0);
    firstWays.add(List.of());
    List<Move> possible = pair.possible();
    pair.heal();
    return new Reached(0, List.of(), possible);
  }

  private void follow(Reached from, List<Reached> next) {
    int[] reached = new int[from.possible().size()];
    for (int i = 0; i < reached.length; i++) {
      List<Move> moves = new ArrayList<>(from.moves());
      moves.add(from.possible().get(i));
      try {
        ExploredPair pair = make(moves);
        int known = states.size();
        int state = states.computeIfAbsent(Fingerprint.of(pair, pair.now()), f -> known);
        if (state != known) {
          otherWays.add(new Reached(state, moves, pair.possible()));
        } else {
          firstWays.add(moves);
          next.add(new Reached(state, moves, pair.possible()));
          pair.heal();
        }
        reached[i] = state;
        transitions++;
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(tell(moves, e), e);
      }
    }
    while (successors.size() <= from.state()) {
      successors.add(new int[0]);
    }
    successors.set(from.state(), reached);
  }

  private ExploredPair make(List<Move> moves) {
    ExploredPair pair = new ExploredPair(world, null);
    moves.forEach(pair::make);
    return pair;
  }

  private String tell(List<Move> moves, Throwable failure) {
    List<String> log = new ArrayList<>();
    try {
      ExploredPair pair = new ExploredPair(world, log);
      moves.forEach(pair::make);
      pair.heal();
    } catch (AssertionError | RuntimeException again) {
      log.add(again.toString());
    }
    return world.name()
        + " "
        + moves
        + ": "
        + failure
        + "\n"
        + String.join("\n", log.subList(Math.max(0, log.size() - LOG_LINES), log.size()));
  }

  /** How many sequences of the full length there are: paths through the states. */
  private long sequences() {
    long[] paths = new long[states.size()];
    paths[0] = 1;
    for (int length = 0; length < depth; length++) {
      long[] longer = new long[paths.length];
      for (int state = 0; state < successors.size(); state++) {
        for (int to : successors.get(state)) {
          longer[to] += paths[state];
        }
      }
      paths = longer;
    }
    return Arrays.stream(paths).sum();
  }
}
