package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CrossEntropy;
import dev.culebra.op.CrossEntropyGradient;
import dev.culebra.op.Gather;
import dev.culebra.op.OneHot;
import dev.culebra.op.ScatterAdd;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Indices are data, so kernels check them: one outside the range is named on every tier, before
 * anything is written.
 */
class IndexTest {
  private static final TensorType VALUES = TensorType.f32(5, 3);
  private static final TensorType ROWS = TensorType.f32(5);

  @TestFactory
  Stream<DynamicTest> refusals() {
    return Stream.of("ref", "simd")
        .flatMap(
            tier ->
                Stream.of(
                    test(tier, new Gather(0), 5, 5, VALUES, i32(5, 3)),
                    test(tier, new Gather(0), 5, 1L << 40, VALUES, i64(5, 3)),
                    test(tier, new Gather(0), 5, -1, VALUES, i32(5, 3)),
                    test(tier, new ScatterAdd(0, 5), 5, -1L << 40, VALUES, i64(5, 3)),
                    test(tier, new ScatterAdd(0, 5), 5, 5, VALUES, i32(5, 3)),
                    test(tier, new OneHot(5), 5, 5, i64(5, 3)),
                    test(tier, new OneHot(5), 5, -1, i32(5, 3)),
                    test(tier, new CrossEntropy(), 3, 3, VALUES, i32(5)),
                    test(tier, new CrossEntropy(), 3, -1, VALUES, i32(5)),
                    test(tier, new CrossEntropyGradient(), 3, 3, VALUES, i32(5), ROWS),
                    test(tier, new CrossEntropyGradient(), 3, -1, VALUES, i32(5), ROWS)));
  }

  private static TensorType i32(int... sizes) {
    return TensorType.of(DType.I32, sizes);
  }

  private static TensorType i64(int... sizes) {
    return TensorType.of(DType.I64, sizes);
  }

  /**
   * @param size indices lie below it
   * @param index the last one of the input that has indices; all others are 0
   */
  private static DynamicTest test(
      String tier, Op op, int size, long index, TensorType... inputTypes) {
    List<TensorType> types = List.of(inputTypes);
    int place =
        IntStream.range(0, types.size())
            .filter(i -> !types.get(i).dtype().isFloating())
            .findFirst()
            .orElseThrow();
    TensorType indices = types.get(place);
    return DynamicTest.dynamicTest(
        op.name() + " of " + indices.dtype().label() + " " + index + " on " + tier,
        () -> {
          Signature signature = Signature.of(op, types);
          Kernel kernel = (Kernel) Tiers.of("cpu").choices(signature).get(tier);
          try (Arena arena = Arena.ofShared();
              Workers workers = Workers.of(2)) {
            List<MemorySegment> inputs = new ArrayList<>();
            types.forEach(type -> inputs.add(arena.allocate(type.bytes(), 64)));
            Tensors.set(indices.dtype(), inputs.get(place), indices.elements() - 1, index);
            MemorySegment output = arena.allocate(signature.output(0).bytes(), 64);
            output.fill((byte) 0x5A);
            MemorySegment workspace = arena.allocate(kernel.workspaceBytes(), 64);
            Operands operands = new Operands(inputs, List.of(output), workspace, workers);
            OpException refusal =
                assertThrows(OpException.class, () -> kernel.bind(operands).run());
            assertEquals(
                "[" + op.name() + "] index " + index + " is outside 0.." + (size - 1),
                refusal.getMessage());
            for (long i = 0; i < output.byteSize(); i++) {
              assertEquals(0x5A, output.get(ValueLayout.JAVA_BYTE, i), "written before the check");
            }
          }
        });
  }
}
