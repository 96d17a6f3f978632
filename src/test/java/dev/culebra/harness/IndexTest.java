package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Indices are data, so kernels check them: one outside the range is named on every tier, before
 * anything is written.
 */
class IndexTest {
  private static final TensorType VALUES = TensorType.f32(5, 3);

  @TestFactory
  Stream<DynamicTest> refusals() {
    return Stream.of("ref", "simd")
        .flatMap(
            tier ->
                Stream.of(
                    test(tier, new Gather(0), DType.I32, 5),
                    test(tier, new Gather(0), DType.I64, 1L << 40),
                    test(tier, new Gather(0), DType.I32, -1),
                    test(tier, new ScatterAdd(0, 5), DType.I64, -1L << 40),
                    test(tier, new ScatterAdd(0, 5), DType.I32, 5),
                    test(tier, new OneHot(5), DType.I64, 5),
                    test(tier, new OneHot(5), DType.I32, -1)));
  }

  private static DynamicTest test(String tier, Op op, DType dtype, long index) {
    return DynamicTest.dynamicTest(
        op.name() + " of " + dtype.label() + " " + index + " on " + tier,
        () -> {
          TensorType indices = VALUES.withDtype(dtype);
          List<TensorType> types =
              op instanceof OneHot ? List.of(indices) : List.of(VALUES, indices);
          Signature signature = Signature.of(op, types);
          Kernel kernel = (Kernel) Tiers.of("cpu").choices(signature).get(tier);
          try (Arena arena = Arena.ofShared();
              Workers workers = Workers.of(2)) {
            List<MemorySegment> inputs = new ArrayList<>();
            types.forEach(type -> inputs.add(arena.allocate(type.bytes(), 64)));
            Tensors.set(dtype, inputs.getLast(), 14, index);
            MemorySegment output = arena.allocate(signature.output(0).bytes(), 64);
            output.fill((byte) 0x5A);
            MemorySegment workspace = arena.allocate(kernel.workspaceBytes(), 64);
            Operands operands = new Operands(inputs, List.of(output), workspace, workers);
            OpException refusal =
                assertThrows(OpException.class, () -> kernel.bind(operands).run());
            assertEquals(
                "[" + op.name() + "] index " + index + " is outside 0..4", refusal.getMessage());
            for (long i = 0; i < output.byteSize(); i++) {
              assertEquals(0x5A, output.get(ValueLayout.JAVA_BYTE, i), "written before the check");
            }
          }
        });
  }
}
