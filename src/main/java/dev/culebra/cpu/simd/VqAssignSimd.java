package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;

/** The nearest code by {@link VqSearch}, then {@link VqStatistics} of the choices. */
record VqAssignSimd(boolean cosine, VqSizes sizes) implements Kernel {
  static Choice select(VqAssign op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new VqAssignSimd(op.cosine(), VqSizes.of(signature.input(0), signature.input(1)));
  }

  @Override
  public Call bind(Operands operands) {
    VqSearch search = new VqSearch(sizes, cosine, operands);
    VqStatistics statistics = new VqStatistics(sizes, operands);
    return () -> {
      search.run();
      statistics.run();
    };
  }

  @Override
  public long workspaceBytes() {
    return VqSearch.workspaceBytes(sizes);
  }
}
