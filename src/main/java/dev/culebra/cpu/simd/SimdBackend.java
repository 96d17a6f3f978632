package dev.culebra.cpu.simd;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.KernelTable;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import java.util.Set;
import java.util.function.Function;

/** The Vector API tier. */
public final class SimdBackend implements Backend {
  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String tier() {
    return "simd";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public String refusal() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? null
        : "the Vector API module is off; start java with --add-modules jdk.incubator.vector";
  }

  @Override
  public Set<Precision> precisions() {
    return Set.of(Precision.F32, Precision.BF16);
  }

  @Override
  public Set<Class<? extends Op>> operations() {
    return Kernels.TABLE.operations();
  }

  @Override
  public Choice select(Signature signature) {
    return Kernels.TABLE.select(signature);
  }

  @Override
  public Choice fuse(Signature signature, Function<Signature, Kernel> kernels) {
    return FusedSimd.select((Fused) signature.op(), signature, kernels);
  }

  /** Loaded on first use, hence never where the tier is refused. */
  private static final class Kernels {
    static final KernelTable TABLE = SimdTable.create();
  }
}
