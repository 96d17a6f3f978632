package dev.culebra.cuda;

import dev.culebra.kernel.KernelTable;
import dev.culebra.op.RandomNormal;

/** The kernels of the device, one line each. */
final class CudaTable {
  private CudaTable() {}

  static KernelTable create() {
    return new KernelTable().add(RandomNormal.class, RandomNormalCuda::select);
  }
}
