package dev.culebra.op;

import dev.culebra.ir.Op;

/**
 * The gradient of a loss that is one number for each sample. Its first inputs are the loss's two,
 * its last one is the gradient of the loss {@code [N]}; so both can be had in one pass.
 */
public interface SampleLossGradient extends Op {
  /** The operation that this is the gradient of. */
  Op loss();
}
