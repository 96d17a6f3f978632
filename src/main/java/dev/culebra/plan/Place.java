package dev.culebra.plan;

import dev.culebra.ir.Input;

/** Where a value's bytes lie while a plan runs. */
public sealed interface Place {
  /** In the scratch slab, which all plans of a device share. */
  record Scratch(long offset) implements Place {}

  /** In the plan's own results, which stay readable until its next run. */
  record Results(long offset) implements Place {}

  /** At the address of a feed, a state or a constant. */
  record Given(Input input) implements Place {}
}
