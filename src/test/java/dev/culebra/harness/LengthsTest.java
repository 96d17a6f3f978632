package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.culebra.cases.AllCases;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Lengths of sequences are data, so kernels check them: one outside the range is named on every
 * tier, before anything is written.
 */
class LengthsTest {
  @TestFactory
  Stream<DynamicTest> refusals() {
    List<Case> cases = AllCases.all().filter(each -> each.name().equals("lengths")).toList();
    assertEquals(5, cases.size(), "LSTM, GRU, their gradients, reversal");
    return cases.stream()
        .flatMap(
            each ->
                Stream.of("ref", "simd")
                    .flatMap(tier -> Stream.of(-1, 5).map(length -> test(tier, each, length))));
  }

  private static DynamicTest test(String tier, Case of, int length) {
    return DynamicTest.dynamicTest(
        of + " " + length + " on " + tier,
        () -> {
          Signature signature = of.signature();
          Kernel kernel = (Kernel) Tiers.of("cpu").choices(signature).get(tier);
          try (Arena arena = Arena.ofShared();
              Workers workers = Workers.of(2)) {
            List<MemorySegment> inputs = allocate(arena, signature.inputs());
            for (int i = 0; i < inputs.size(); i++) {
              if (signature.input(i).dtype() == DType.I32) {
                inputs.get(i).setAtIndex(ValueLayout.JAVA_INT, 11, length);
              }
            }
            List<MemorySegment> outputs = allocate(arena, signature.outputs());
            outputs.forEach(output -> output.fill((byte) 0x5A));
            MemorySegment workspace = arena.allocate(kernel.workspaceBytes(), 64);
            Operands operands = new Operands(inputs, outputs, workspace, workers);
            OpException refusal =
                assertThrows(OpException.class, () -> kernel.bind(operands).run());
            assertEquals(
                "[" + of.op().name() + "] length " + length + " of sample 11 is outside 0..4",
                refusal.getMessage());
            for (MemorySegment output : outputs) {
              for (long i = 0; i < output.byteSize(); i++) {
                assertEquals(
                    0x5A, output.get(ValueLayout.JAVA_BYTE, i), "written before the check");
              }
            }
          }
        });
  }

  private static List<MemorySegment> allocate(Arena arena, List<TensorType> types) {
    return types.stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
  }
}
