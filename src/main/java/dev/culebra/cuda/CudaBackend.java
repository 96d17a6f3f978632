package dev.culebra.cuda;

import dev.culebra.files.UserError;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.KernelTable;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import java.util.EnumSet;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** The tier of a device {@code cuda}. Touches JCuda only where it can be used. */
public final class CudaBackend implements Backend {
  private static final KernelTable TABLE = CudaTable.create();

  private final int number;

  /** Of the first device. */
  public CudaBackend() {
    this(0);
  }

  private CudaBackend(int number) {
    this.number = number;
  }

  @Override
  public Backend on(int other) {
    return new CudaBackend(other);
  }

  @Override
  public int devices() {
    return CudaDriver.get().refusal() == null ? CudaFacts.devices() : 0;
  }

  @Override
  public String device() {
    return "cuda";
  }

  @Override
  public String tier() {
    return "cuda";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public String refusal() {
    String refusal = CudaDriver.get().refusal(number);
    if (refusal != null) {
      return refusal;
    }
    try {
      return there().choose(CudaBackend::refusalOfLibraries);
    } catch (UserError full) {
      return full.getMessage();
    }
  }

  private static String refusalOfLibraries() {
    String refusal = CudaBlas.get().refusal();
    if (refusal == null) {
      refusal = ConvolutionChoice.refusal();
    }
    return refusal != null ? refusal : RecurrentChoice.refusal();
  }

  @Override
  public Set<Precision> precisions() {
    return there().hasMatrixUnits()
        ? EnumSet.allOf(Precision.class)
        : EnumSet.of(Precision.F32, Precision.BF16);
  }

  @Override
  public SequencedMap<String, String> findings() {
    return CudaFindings.find(number);
  }

  @Override
  public Set<Class<? extends Op>> operations() {
    return TABLE.operations();
  }

  @Override
  public Accelerator accelerator() {
    return there();
  }

  /** Only if not refused. */
  private CudaDevice there() {
    return CudaDriver.get().device(number);
  }

  @Override
  public Choice select(Signature signature) {
    return there().choose(() -> TABLE.select(signature));
  }

  @Override
  public Choice fuse(Signature fused, Function<Signature, Kernel> kernels) {
    return there().choose(() -> FusedCuda.selectSaving((Fused) fused.op(), fused, kernels));
  }
}
