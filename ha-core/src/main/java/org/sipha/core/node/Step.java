package org.sipha.core.node;

import java.util.List;

/** The answer of a node to one input: effects in the order in which they must be done, and why. */
public record Step(List<Effect> effects, List<Reason> reasons) {}
