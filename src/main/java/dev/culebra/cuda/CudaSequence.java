package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.util.List;

/**
 * Kernels on the same operands, one after the other on the device's stream.
 *
 * @param workspaceBytes scratch memory that all of them share
 * @param inPlace whether an output of them together may lie on an input
 */
record CudaSequence(List<Kernel> parts, long workspaceBytes, CudaKernel.InPlace inPlace)
    implements Kernel {
  /** Kernels of which none is in place. */
  CudaSequence(List<Kernel> parts) {
    this(
        parts,
        parts.stream().mapToLong(Kernel::workspaceBytes).max().orElse(0),
        CudaKernel.InPlace.NEVER);
  }

  @Override
  public Call bind(Operands operands) {
    return new CheckedCall.Several(parts.stream().map(part -> part.bind(operands)).toList());
  }

  @Override
  public boolean inPlace(int output, int input) {
    return inPlace.may(output, input);
  }
}
