package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Broadcast;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.LogSoftmax;
import dev.culebra.op.MatMul;
import dev.culebra.op.Slice;
import dev.culebra.op.Softmax;
import dev.culebra.op.Sum;
import dev.culebra.op.Transpose;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds for any numbers: adjoints, linearity, sums of probabilities, signs. In float64 on the
 * reference, and in float32 on the fastest tier.
 */
class KernelPropertiesTest {
  private static final int ROUNDS = 40;

  /** An element type and how far results may lie from the truth, relative to the terms. */
  private enum Precision {
    DOUBLE(DType.F64, 1e-13),
    SINGLE(DType.F32, 3e-6);

    final DType dtype;
    final double error;

    Precision(DType dtype, double error) {
      this.dtype = dtype;
      this.error = error;
    }
  }

  /** A tensor of random or computed numbers. */
  private record Numbers(TensorType type, double[] elements) {
    static Numbers normal(DType dtype, RandomGenerator random, int... sizes) {
      TensorType type = TensorType.of(dtype, sizes);
      double[] elements = new double[(int) type.elements()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) random.nextGaussian();
      }
      return new Numbers(type, elements);
    }

    Operand operand() {
      if (type.dtype() == DType.F64) {
        return Operand.f64(elements.clone(), type.shape().sizes());
      }
      float[] floats = new float[elements.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) elements[i];
      }
      return Operand.f32(floats, type.shape().sizes());
    }

    double dot(Numbers other) {
      return IntStream.range(0, elements.length)
          .mapToDouble(i -> elements[i] * other.elements[i])
          .sum();
    }

    double length() {
      return Math.sqrt(dot(this));
    }

    /** {@code this + factor·other}. */
    Numbers plus(double factor, Numbers other) {
      double[] sum = new double[elements.length];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = elements[i] + factor * other.elements[i];
      }
      return new Numbers(type, sum);
    }
  }

  private static Numbers apply(Op op, Numbers... inputs) {
    List<Operand> operands = Stream.of(inputs).map(Numbers::operand).toList();
    Signature signature = Signature.of(op, operands.stream().map(Operand::type).toList());
    TensorType type = signature.output(0);
    double[] blank = new double[(int) type.elements()];
    Operand output = new Numbers(type, blank).operand();
    Kernels.run(op, operands, List.of(output));
    return new Numbers(type, Tensors.read(type, output.memory()));
  }

  private interface Property {
    void check(Precision precision, RandomGenerator random);
  }

  private static Stream<DynamicTest> rounds(String name, Property property) {
    return Stream.of(Precision.values())
        .map(
            precision ->
                DynamicTest.dynamicTest(
                    name + " " + precision,
                    () -> {
                      RandomGenerator random = Seed.random(name + precision);
                      for (int round = 0; round < ROUNDS; round++) {
                        property.check(precision, random);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> convolutionAndItsTransposeAreAdjoint() {
    return rounds("adjoint", KernelPropertiesTest::adjoint);
  }

  private static void adjoint(Precision precision, RandomGenerator random) {
    Geometry geometry = Geometry.draw(random);
    Op convolution = new Conv2d(geometry.window(), geometry.groups());
    Numbers x =
        Numbers.normal(
            precision.dtype,
            random,
            geometry.samples(),
            geometry.height(),
            geometry.width(),
            geometry.inputs());
    Numbers weight =
        Numbers.normal(
            precision.dtype,
            random,
            geometry.kernelHeight(),
            geometry.kernelWidth(),
            geometry.inputs() / geometry.groups(),
            geometry.outputs());
    Numbers forward = apply(convolution, x, weight);
    Numbers y = Numbers.normal(precision.dtype, random, forward.type().shape().sizes());
    Numbers backward =
        apply(
            new ConvTranspose2d(
                geometry.window(), geometry.groups(), geometry.height(), geometry.width()),
            y,
            weight);
    double scale = forward.length() * y.length() + x.length() * backward.length() + 1e-30;
    assertEquals(forward.dot(y), x.dot(backward), precision.error * scale, geometry::toString);
  }

  /** A random convolution that has at least one output pixel. */
  private record Geometry(
      int samples,
      int height,
      int width,
      int inputs,
      int outputs,
      int kernelHeight,
      int kernelWidth,
      int groups,
      Window2d window) {
    static Geometry draw(RandomGenerator random) {
      int groups = random.nextInt(1, 4);
      int kernelHeight = random.nextInt(1, 5);
      int kernelWidth = random.nextInt(1, 5);
      Window2d window =
          new Window2d(
              random.nextInt(1, 4),
              random.nextInt(1, 4),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(1, 3),
              random.nextInt(1, 3));
      return new Geometry(
          random.nextInt(1, 4),
          window.dilationHeight() * (kernelHeight - 1) + 1 + random.nextInt(9),
          window.dilationWidth() * (kernelWidth - 1) + 1 + random.nextInt(9),
          groups * random.nextInt(1, 6),
          groups * random.nextInt(1, 6),
          kernelHeight,
          kernelWidth,
          groups,
          window);
    }
  }

  @TestFactory
  Stream<DynamicTest> softmaxSumsToOne() {
    return rounds(
        "softmax",
        (precision, random) -> {
          int width = random.nextInt(1, 70);
          Numbers x = Numbers.normal(precision.dtype, random, random.nextInt(1, 9), width);
          Numbers wide = x.plus(random.nextInt(40), x);
          double[] odds = apply(new Softmax(1), wide).elements();
          double[] logOdds = apply(new LogSoftmax(1), wide).elements();
          for (int row = 0; row < odds.length; row += width) {
            double total = 0;
            double totalOfLogs = 0;
            for (int i = row; i < row + width; i++) {
              assertTrue(odds[i] >= 0 && odds[i] <= 1);
              total += odds[i];
              totalOfLogs += Math.exp(logOdds[i]);
            }
            assertEquals(1, total, precision.error);
            assertEquals(1, totalOfLogs, 10 * precision.error);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> linearOperationsAreLinear() {
    Op convolution = new Conv2d(Window2d.of(1, 1), 1);
    Op transposed = new ConvTranspose2d(Window2d.of(2, 1), 1, 9, 9);
    return Stream.of(
            linear("conv2d", convolution, new int[] {2, 5, 5, 3}, 3, 3, 3, 4),
            linear("conv_transpose2d", transposed, new int[] {2, 5, 5, 3}, 3, 3, 4, 3),
            linear("matmul", new MatMul(false, true), new int[] {17, 31}, 13, 31),
            linear("sum", new Sum(List.of(1)), new int[] {7, 65}),
            linear("transpose", new Transpose(List.of(1, 0)), new int[] {7, 13}),
            linear("broadcast", new Broadcast(Shape.of(3, 7, 5)), new int[] {7, 1}),
            linear(
                "slice",
                new Slice(List.of(1, 2), List.of(7, 13), List.of(2, 3)),
                new int[] {7, 13}))
        .flatMap(tests -> tests);
  }

  /** In the first input, with the second held. */
  private static Stream<DynamicTest> linear(String name, Op op, int[] first, int... second) {
    return rounds(
        "linear " + name,
        (precision, random) -> {
          Numbers x = Numbers.normal(precision.dtype, random, first);
          Numbers y = Numbers.normal(precision.dtype, random, first);
          double factor = (float) random.nextGaussian();
          Numbers[] held =
              second.length == 0
                  ? new Numbers[0]
                  : new Numbers[] {Numbers.normal(precision.dtype, random, second)};
          Numbers together = of(op, x.plus(factor, y), held);
          Numbers apart = of(op, x, held).plus(factor, of(op, y, held));
          double error = together.plus(-1, apart).length();
          double scale = together.length() + apart.length();
          assertTrue(error <= precision.error * scale, error + " of " + scale);
        });
  }

  private static Numbers of(Op op, Numbers first, Numbers[] held) {
    return held.length == 0 ? apply(op, first) : apply(op, first, held[0]);
  }

  @TestFactory
  Stream<DynamicTest> divergenceIsNotNegative() {
    return rounds(
        "divergence",
        (precision, random) -> {
          int width = random.nextInt(1, 40);
          Numbers mean = Numbers.normal(precision.dtype, random, 5, width);
          Numbers logVariance = Numbers.normal(precision.dtype, random, 5, width);
          for (double nats : apply(new GaussianKl(), mean, logVariance).elements()) {
            assertTrue(nats >= 0, "" + nats);
          }
          Numbers zero = mean.plus(-1, mean);
          for (double nats : apply(new GaussianKl(), zero, zero).elements()) {
            assertEquals(0, nats);
          }
        });
  }
}
