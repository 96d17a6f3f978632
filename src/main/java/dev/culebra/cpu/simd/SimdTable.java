package dev.culebra.cpu.simd;

import dev.culebra.kernel.KernelTable;
import dev.culebra.op.Add;
import dev.culebra.op.Multiply;

/** The kernels of the Vector API tier, one line each. */
final class SimdTable {
  private SimdTable() {}

  static KernelTable create() {
    return new KernelTable()
        .add(Add.class, AddSimd::select)
        .add(Multiply.class, MultiplySimd::select);
  }
}
