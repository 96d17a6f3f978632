package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;

/**
 * A kernel that checks indices: its block has a field {@code fault}.
 *
 * @param kernel fills all other fields
 * @param range the check, as the host makes it
 */
record CheckedCuda(CudaKernel kernel, CudaFault.Range range) implements Kernel {
  @Override
  public Call bind(Operands operands) {
    CudaDevice device = CudaDevice.current();
    CudaFault fault = new CudaFault(device, range);
    CudaKernel own = kernel.with((block, _) -> block.set("fault", fault.segment()));
    return new CheckedCall.One(own.bind(operands), device, fault);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return kernel.inPlace(output, input);
  }
}
