package dev.culebra.cli;

import dev.culebra.cuda.CudaBackend;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Backend;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import java.util.Set;
import java.util.function.Function;

/** The tier of a CUDA device, which tells what it is asked for. A process has it that names it. */
public final class AskedBackend implements Backend {
  private final int number;
  private final Backend cuda;

  /** Of the first device. */
  public AskedBackend() {
    this(0);
  }

  private AskedBackend(int number) {
    this.number = number;
    cuda = new CudaBackend().on(number);
  }

  /** The line in which it tells of an operation. */
  static String line(int number, String operation) {
    return "device " + number + " was asked for " + operation;
  }

  @Override
  public Backend on(int other) {
    return new AskedBackend(other);
  }

  @Override
  public String device() {
    return cuda.device();
  }

  @Override
  public String tier() {
    return "asked";
  }

  @Override
  public int rank() {
    return cuda.rank() + 1;
  }

  @Override
  public String refusal() {
    return cuda.refusal();
  }

  @Override
  public Set<Precision> precisions() {
    return cuda.precisions();
  }

  @Override
  public Accelerator accelerator() {
    return cuda.accelerator();
  }

  @Override
  public Choice select(Signature signature) {
    System.out.println(line(number, signature.op().getClass().getSimpleName()));
    return cuda.select(signature);
  }

  @Override
  public Choice fuse(Signature fused, Function<Signature, Kernel> kernels) {
    return cuda.fuse(fused, kernels);
  }
}
