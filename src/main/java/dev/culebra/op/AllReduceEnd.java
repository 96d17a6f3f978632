package dev.culebra.op;

/**
 * Waits for sums that {@link AllReduceStart} has begun: the outputs are the inputs (any number of
 * f32 tensors) as they are then. It has no gradient.
 */
public record AllReduceEnd() implements EachTensor {
  @Override
  public String name() {
    return "all_reduce_end";
  }
}
