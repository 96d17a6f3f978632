package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Conv1d;
import dev.culebra.op.ConvTranspose1d;
import dev.culebra.op.Window1d;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One-dimensional convolution and its transpose are adjoint, {@code <A x, y> = <x, A' y>}, for all
 * strides from 1 to 3 and dilations from 1 to 2, and random padding on either side, groups, kernels
 * and lengths: in float64 on the reference, in float32 on the fastest tier.
 */
class ConvolutionPropertiesTest {
  private static final int ROUNDS = 20;

  @TestFactory
  Stream<DynamicTest> adjoint() {
    return Stream.of(DType.F64, DType.F32)
        .flatMap(
            dtype ->
                Stream.of(1, 2, 3)
                    .flatMap(
                        stride -> Stream.of(1, 2).map(dilation -> test(dtype, stride, dilation))));
  }

  private static DynamicTest test(DType dtype, int stride, int dilation) {
    String name = dtype.label() + ", stride " + stride + ", dilation " + dilation;
    return DynamicTest.dynamicTest(
        name,
        () -> {
          RandomGenerator random = Seed.random(name);
          for (int round = 0; round < ROUNDS; round++) {
            check(dtype, stride, dilation, random);
          }
        });
  }

  private static void check(DType dtype, int stride, int dilation, RandomGenerator random) {
    int taps = random.nextInt(1, 6);
    int groups = random.nextInt(1, 4);
    int inputs = random.nextInt(1, 6);
    int outputs = groups * random.nextInt(1, 6);
    int length = dilation * (taps - 1) + 1 + random.nextInt(12);
    Window1d window = new Window1d(stride, random.nextInt(4), random.nextInt(4), dilation);
    int samples = random.nextInt(1, 4);
    Input x = Input.feed("x", TensorType.of(dtype, samples, length, groups * inputs));
    Input w = Input.feed("w", TensorType.of(dtype, taps, inputs, outputs));
    Value forward = Conv1d.of(x, w, window, groups);
    Input y = Input.feed("y", forward.type());
    Value backward = ConvTranspose1d.of(y, w, window, groups, length);
    try (Arena arena = Arena.ofConfined()) {
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      Stream.of(x, w, y).forEach(input -> given.put(input, normal(input.type(), random, arena)));
      Map<Value, MemorySegment> values =
          new Eager(Tiers.of("cpu"), Workers.caller())
              .run(Graph.of(forward, backward), given::get, arena);
      double[] ax = Tensors.read(forward.type(), values.get(forward));
      double[] aty = Tensors.read(backward.type(), values.get(backward));
      double[] left = Tensors.read(y.type(), given.get(y));
      double[] right = Tensors.read(x.type(), given.get(x));
      double scale = Math.sqrt(dot(ax, ax) * dot(left, left) + dot(right, right) * dot(aty, aty));
      double error = dtype == DType.F64 ? 1e-13 : 3e-6;
      assertEquals(dot(ax, left), dot(right, aty), error * scale + 1e-30, window::toString);
    }
  }

  private static MemorySegment normal(TensorType type, RandomGenerator random, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      Tensors.set(type.dtype(), segment, i, random.nextGaussian());
    }
    return segment;
  }

  private static double dot(double[] left, double[] right) {
    double total = 0;
    for (int i = 0; i < left.length; i++) {
      total += left[i] * right[i];
    }
    return total;
  }
}
