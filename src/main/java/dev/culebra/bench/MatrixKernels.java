package dev.culebra.bench;

import dev.culebra.ir.Input;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.MatMul;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Matrix products, and the search for the nearest code, which is one. */
final class MatrixKernels {
  private MatrixKernels() {}

  static Stream<KernelBenchmark> all() {
    return Stream.of(
            Stream.of(1024, 2048).map(size -> product(size, size, size, "nn")),
            Stream.of("nn", "nt", "tn")
                .flatMap(
                    form ->
                        Stream.of(
                            product(128, 784, 400, form),
                            product(128, 400, 784, form),
                            product(128, 400, 20, form),
                            product(128, 20, 400, form),
                            product(128, 3136, 256, form))),
            Stream.of(
                nearest(65_536, 512, 64), nearest(16_384, 1024, 256), nearest(65_536, 8192, 32)))
        .flatMap(stream -> stream);
  }

  /**
   * Rows × depth times depth × columns; {@code t} says which operand is given transposed. The right
   * one stands for weights.
   */
  private static KernelBenchmark product(int rows, int depth, int columns, String form) {
    boolean left = form.startsWith("t");
    boolean right = form.endsWith("t");
    Map<String, Object> sizes =
        Map.of("m", rows, "k", depth, "n", columns, "left", left, "right", right);
    double rowCost = 2.0 * depth * columns;
    return new KernelBenchmark(
        "gemm %dx%dx%d %s".formatted(rows, depth, columns, form),
        "gemm",
        sizes,
        rows,
        rowCost,
        m -> product(m, depth, columns, left, right),
        Work.flops(rows * rowCost));
  }

  /** A product of random numbers that are quickly drawn. */
  static Kernel square(int side) {
    TensorType type = TensorType.f32(side, side);
    return Kernel.outputs(
            inputs -> List.of(MatMul.of(inputs.get(0), inputs.get(1))), Tolerance.REDUCTION)
        .with(Input.Kind.FEED, RandomGenerator::nextDouble, type)
        .with(Input.Kind.STATE, RandomGenerator::nextDouble, type);
  }

  private static Kernel product(int m, int k, int n, boolean left, boolean right) {
    Kernel kernel =
        Kernel.outputs(
                inputs -> List.of(MatMul.of(inputs.get(0), left, inputs.get(1), right)),
                Tolerance.REDUCTION)
            .terms(k);
    kernel = left ? kernel.feed(k, m) : kernel.feed(m, k).rows();
    return right ? kernel.weight(n, k) : kernel.weight(k, n);
  }

  private static KernelBenchmark nearest(int rows, int codes, int depth) {
    double rowCost = 2.0 * codes * depth;
    return new KernelBenchmark(
        "vq-nearest %dx%dx%d".formatted(rows, codes, depth),
        "vq-nearest",
        Map.of("n", rows, "codes", codes, "depth", depth),
        rows,
        rowCost,
        n ->
            Kernel.outputs(
                    inputs -> VqNearest.of(inputs.get(0), inputs.get(1), false),
                    Tolerance.REDUCTION)
                .terms(depth)
                .feed(n, depth)
                .with(Input.Kind.STATE, RandomGenerator::nextGaussian, TensorType.f32(codes, depth))
                .rows(),
        Work.flops(rows * rowCost));
  }
}
