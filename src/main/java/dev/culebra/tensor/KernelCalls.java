package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import java.lang.foreign.Arena;
import java.util.List;

/** Any kernel by its operation: called, prepared, differentiated; see {@link Kernels}. */
abstract class KernelCalls {
  private static final ScopedValue<KernelOptions> OPTIONS = ScopedValue.newInstance();

  /**
   * Runs calls of this class with other options, in this thread until {@code action} returns.
   *
   * <pre>{@code
   * float[] product = new float[1];
   * Kernels.using(KernelOptions.tier("ref"), () -> Kernels.matmul(
   *     Operand.f32(new float[] {1, 2}, 1, 2), Operand.f32(new float[] {3, 4}, 2, 1),
   *     Operand.f32(product, 1, 1)));
   * }</pre>
   */
  public static void using(KernelOptions options, Runnable action) {
    ScopedValue.where(OPTIONS, options).run(action);
  }

  /**
   * Applies any operation, also one from outside the jar. The last outputs may be left out; they
   * are then computed and dropped.
   *
   * <pre>{@code
   * float[] roots = new float[3];
   * Kernels.run(new Sqrt(), List.of(Operand.f32(new float[] {1, 4, 9}, 3)),
   *     List.of(Operand.f32(roots, 3)));
   * }</pre>
   *
   * @throws OpException if something does not fit, or no tier has a kernel for these types
   */
  public static void run(Op op, List<Operand> inputs, List<Operand> outputs) {
    KernelOptions options = OPTIONS.orElse(KernelOptions.FASTEST);
    boolean alone = options.workers().threads() == 1;
    Arena arena = alone ? Arena.ofConfined() : Arena.ofShared();
    try (PreparedKernel kernel = PreparedKernel.of(op, inputs, outputs, options, arena)) {
      kernel.run();
    }
  }

  /**
   * Makes ready what {@link #run} does, with its errors, to be repeated without allocation.
   *
   * <pre>{@code
   * float[] counts = {1, 2};
   * Operand operand = Operand.f32(counts, 2);
   * try (PreparedKernel doubling =
   *     Kernels.prepare(new Add(), List.of(operand, operand), List.of(operand))) {
   *   doubling.run();
   * }
   * }</pre>
   */
  public static PreparedKernel prepare(Op op, List<Operand> inputs, List<Operand> outputs) {
    return prepare(op, inputs, outputs, OPTIONS.orElse(KernelOptions.FASTEST));
  }

  /** As {@link #prepare(Op, List, List)} with the given options. */
  public static PreparedKernel prepare(
      Op op, List<Operand> inputs, List<Operand> outputs, KernelOptions options) {
    return PreparedKernel.of(op, inputs, outputs, options, Arena.ofShared());
  }

  /**
   * Gradients of an operation's first output y in its first inputs: with {@code arriving} the
   * gradient of some scalar in y, {@code gradients[i] = Σ arriving · ∂y/∂input[i]}. By the fused
   * kernel where there is one.
   *
   * <p>Shapes: arriving is of y's type; gradients are of the types of the inputs in their order, as
   * many as are wanted.
   *
   * <pre>{@code
   * float[] slope = new float[2];
   * Kernels.gradient(new SquaredError(), List.of(Operand.f32(new float[] {1, 5}, 2),
   *     Operand.f32(new float[] {2, 2}, 2)), Operand.f32(new float[] {1, 1}, 2),
   *     List.of(Operand.f32(slope, 2)));
   * }</pre>
   *
   * @throws OpException if something does not fit, or no tier has a kernel for these types
   */
  public static void gradient(
      Op op, List<Operand> inputs, Operand arriving, List<Operand> gradients) {
    KernelOptions options = OPTIONS.orElse(KernelOptions.FASTEST);
    GradientCall.of(op, inputs, arriving, gradients, options).run();
  }

  /** The counter of a draw whose first element has number 0. */
  static Operand counter(long seed, long step) {
    return Operand.i64(new long[] {seed, step, 0}, 3);
  }
}
