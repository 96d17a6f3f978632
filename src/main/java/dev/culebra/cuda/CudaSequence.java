package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.util.List;

/** Kernels on the same operands, one after the other on the device's stream; none in place. */
record CudaSequence(List<Kernel> parts) implements Kernel {
  @Override
  public Call bind(Operands operands) {
    return new CheckedCall.Several(parts.stream().map(part -> part.bind(operands)).toList());
  }

  @Override
  public long workspaceBytes() {
    return parts.stream().mapToLong(Kernel::workspaceBytes).max().orElse(0);
  }
}
