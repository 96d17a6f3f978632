package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.harness.Seed;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The C step and the vector step give the same bits, so a run may lose its library and go on. */
@Tag("widths")
class AdamStepFfmTest {
  private static final List<TensorType> TENSORS =
      Stream.of(40_003, 0, 1, 17, 64, 65, 16_384).map(TensorType::f32).toList();

  private static final List<TensorType> TYPES =
      Stream.of(TENSORS, TENSORS, TENSORS, TENSORS, List.of(TensorType.f32(3), TensorType.f32()))
          .flatMap(List::stream)
          .toList();

  @Test
  void sameBitsAsTheVectorTier() {
    for (double decay : new double[] {0, 0.1}) {
      for (boolean decoupled : new boolean[] {false, true}) {
        AdamStep op = new AdamStep(0.9, 0.999, 1e-8, decay, decoupled);
        Map<String, Choice> choices = Tiers.of("cpu").choices(Signature.of(op, TYPES));
        assumeTrue(choices.get("c") instanceof Kernel, "no C tier to compare");
        assumeTrue(choices.get("simd") instanceof Kernel, "no vector tier to compare");
        try (Arena arena = Arena.ofShared()) {
          List<MemorySegment> expected = run((Kernel) choices.get("simd"), arena);
          List<MemorySegment> found = run((Kernel) choices.get("c"), arena);
          for (int output = 0; output < expected.size(); output++) {
            assertEquals(
                -1, expected.get(output).mismatch(found.get(output)), op + " output " + output);
          }
        }
      }
    }
  }

  /** The same random numbers for both tiers; second moment, rates and flag are positive. */
  private static List<MemorySegment> run(Kernel kernel, Arena arena) {
    SplittableRandom random = Seed.random("adam step");
    List<MemorySegment> inputs =
        TYPES.stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
    for (int input = 0; input < inputs.size(); input++) {
      for (long i = 0; i < TYPES.get(input).elements(); i++) {
        float value = 0.01f + random.nextFloat();
        boolean signed = input < 3 * TENSORS.size() && random.nextBoolean();
        inputs.get(input).setAtIndex(ValueLayout.JAVA_FLOAT, i, signed ? -value : value);
      }
    }
    List<MemorySegment> outputs =
        TYPES.subList(0, 3 * TENSORS.size()).stream()
            .map(type -> arena.allocate(type.bytes(), 64))
            .toList();
    kernel.bind(new Operands(inputs, outputs, MemorySegment.NULL, Workers.caller())).run();
    return outputs;
  }
}
