package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.harness.Seed;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Add;
import dev.culebra.op.Exp;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.Gelu;
import dev.culebra.op.Log;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.Silu;
import dev.culebra.op.Softplus;
import dev.culebra.op.Subtract;
import dev.culebra.op.Tanh;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Element-wise functions in C and in vectors give the same bits, whatever numbers they meet. */
@Tag("widths")
class NativeMapTest {
  private static final TensorType TYPE = TensorType.f32(40_003);
  private static final List<TensorType> ONE = List.of(TYPE);
  private static final List<TensorType> TWO = List.of(TYPE, TYPE);

  @TestFactory
  Stream<DynamicTest> sameBitsAsTheVectorTier() {
    Stream<Signature> unary =
        Stream.of(
                new Exp(),
                new Log(),
                new Tanh(),
                new Sigmoid(),
                new Softplus(),
                new Silu(),
                new Gelu(true),
                new Gelu(false))
            .map(op -> Signature.of(op, ONE));
    Stream<Signature> binary =
        Stream.<Op>of(new Add(), new Subtract(), new Multiply()).map(op -> Signature.of(op, TWO));
    Signature sample = Signature.of(new GaussianSample(7), List.of(TYPE, TYPE, Rng.COUNTER));
    return Stream.of(unary, binary, Stream.of(sample))
        .flatMap(signatures -> signatures)
        .map(
            signature ->
                DynamicTest.dynamicTest(signature.op().toString(), () -> compare(signature)));
  }

  private static void compare(Signature signature) {
    Map<String, Choice> choices = Tiers.of("cpu").choices(signature);
    assumeTrue(choices.get("c") instanceof Kernel, "no C tier to compare");
    assumeTrue(choices.get("simd") instanceof Kernel, "no vector tier to compare");
    try (Arena arena = Arena.ofShared()) {
      List<MemorySegment> inputs =
          signature.inputs().stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
      SplittableRandom random = Seed.random(signature.op().toString());
      for (MemorySegment input : inputs) {
        fill(input, random);
      }
      MemorySegment expected = run((Kernel) choices.get("simd"), inputs, arena);
      MemorySegment found = run((Kernel) choices.get("c"), inputs, arena);
      for (long i = 0; i < TYPE.elements(); i++) {
        float want = expected.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        float got = found.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        assertEquals(Float.floatToIntBits(want), Float.floatToIntBits(got), want + ", " + got);
      }
    }
  }

  /** Half of them any float, subnormal numbers, infinities and NaN included, half ordinary. */
  private static void fill(MemorySegment input, SplittableRandom random) {
    for (long i = 0; i < input.byteSize() / Float.BYTES; i++) {
      float any = Float.intBitsToFloat(random.nextInt());
      float ordinary = (float) (20 * random.nextGaussian());
      input.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 2 == 0 ? any : ordinary);
    }
  }

  private static MemorySegment run(Kernel kernel, List<MemorySegment> inputs, Arena arena) {
    MemorySegment output = arena.allocate(TYPE.bytes(), 64);
    MemorySegment workspace = arena.allocate(kernel.workspaceBytes(), 64);
    try (Workers workers = Workers.caller()) {
      kernel.bind(new Operands(inputs, List.of(output), workspace, workers)).run();
    }
    return output;
  }
}
