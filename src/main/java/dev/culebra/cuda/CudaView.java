package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;

/** The output is the input's memory under another type: a plan gives both one address. */
record CudaView() implements Kernel {
  @Override
  public boolean isView() {
    return true;
  }

  /** A copy, for callers that gave the output an address of its own. */
  @Override
  public Call bind(Operands operands) {
    return CudaDevice.current().copy(operands.input(0), operands.output(0));
  }

  @Override
  public boolean inPlace(int output, int input) {
    return true;
  }
}
