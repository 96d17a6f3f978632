package dev.culebra.cpu.ffm;

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

/** The C tier: kernels of {@code native/}, for the few operations where C beats the Vector API. */
public final class FfmBackend implements Backend {
  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public String tier() {
    return "c";
  }

  @Override
  public int rank() {
    return 20;
  }

  @Override
  public String refusal() {
    return NativeLibrary.get().refusal();
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
    return SampleLossFfm.fused((Fused) signature.op(), signature, kernels);
  }

  /** Made on first use, hence never where the tier is refused. */
  private static final class Kernels {
    static final KernelTable TABLE = FfmTable.create();
  }
}
