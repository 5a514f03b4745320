package org.sipha.bench.system;

import org.sipha.bench.Results;
import org.sipha.bench.Sizes;

/** Measures something of whole processes. */
@FunctionalInterface
public interface Scenario {
  /** Measures, and leaves no process behind, however it ends. */
  void run(Sizes sizes, Results results);
}
