package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.RecurrentSizes;
import java.lang.foreign.MemorySegment;

/** All steps of a recurrent layer by a tier that does products and cells in one. */
public interface RecurrentSteps {
  /** Workspace of the steps. */
  long workspaceBytes(RecurrentSizes sizes, boolean backward);

  /**
   * From the inputs' sums, which lie in the gates' output, to all outputs but the last states.
   *
   * @param operands of the forward operation
   */
  Call forward(RecurrentSizes sizes, SequenceRows rows, Operands operands, MemorySegment workspace);

  /**
   * From the gradients of the outputs to those of the sums and of the first states, whose outputs
   * hold the gradients of the last states before.
   *
   * @param operands of the gradient's operation
   * @param sums gradients of the inputs' sums, one row for each that takes part
   * @param products gradients of the hidden products; the same memory if they are not apart
   */
  Call backward(
      RecurrentSizes sizes,
      SequenceRows rows,
      Operands operands,
      MemorySegment sums,
      MemorySegment products,
      MemorySegment workspace);
}
