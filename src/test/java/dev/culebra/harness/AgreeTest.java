package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every tier against the reference on every case, products in bfloat16 too: outputs within the
 * family, inputs untouched, guard bytes around each buffer intact, at aligned and odd offsets.
 */
@Tag("widths")
class AgreeTest {
  private static final int GUARD = 64;
  private static final byte GUARD_BYTE = (byte) 0xA5;

  @TestFactory
  Stream<DynamicTest> agree() {
    return Stream.of(Precision.F32, Precision.BF16).flatMap(AgreeTest::agree);
  }

  private static Stream<DynamicTest> agree(Precision precision) {
    Tiers tiers = Tiers.of("cpu").at(precision);
    return AllCases.at(precision)
        .flatMap(
            test ->
                tiers.names().stream()
                    .filter(tier -> !tier.equals("ref"))
                    .filter(tier -> tiers.choices(test.signature()).get(tier) instanceof Kernel)
                    .flatMap(
                        tier ->
                            Stream.of(0, 4)
                                .map(
                                    offset ->
                                        DynamicTest.dynamicTest(
                                            test
                                                + " in "
                                                + precision.label()
                                                + " on "
                                                + tier
                                                + " at +"
                                                + offset,
                                            () -> check(tiers, test, tier, offset)))));
  }

  private static void check(Tiers tiers, Case test, String tier, int offset) {
    Signature signature = test.signature();
    Choice reference = tiers.choices(signature).get("ref");
    Choice fast = tiers.choices(signature).get(tier);
    try (Arena arena = Arena.ofShared()) {
      List<MemorySegment> inputs =
          Tensors.fill(test, signature.inputs(), Seed.random(test.toString()), arena);
      List<MemorySegment> expected = run((Kernel) reference, signature, inputs, 0, arena);
      List<MemorySegment> actual = run((Kernel) fast, signature, inputs, offset, arena);
      Agreement.check(test, inputs, expected, actual);
    }
  }

  private static List<MemorySegment> run(
      Kernel kernel, Signature signature, List<MemorySegment> inputs, int offset, Arena arena) {
    List<MemorySegment> blocks = new ArrayList<>();
    List<MemorySegment> copies = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      MemorySegment copy = guarded(signature.input(i), offset, arena, blocks);
      copy.copyFrom(inputs.get(i));
      copies.add(copy);
    }
    List<MemorySegment> outputs = new ArrayList<>();
    for (TensorType type : signature.outputs()) {
      MemorySegment output = guarded(type, offset, arena, blocks);
      output.fill((byte) 0xFF);
      outputs.add(output);
    }
    MemorySegment workspace = arena.allocate(kernel.workspaceBytes(), 64).fill((byte) 0xFF);
    try (Workers workers = Workers.caller()) {
      kernel.bind(new Operands(copies, outputs, workspace, workers)).run();
    }
    for (int i = 0; i < inputs.size(); i++) {
      assertEquals(-1, copies.get(i).mismatch(inputs.get(i)), "input " + i + " was changed");
    }
    blocks.forEach(AgreeTest::checkGuards);
    return outputs;
  }

  private static MemorySegment guarded(
      TensorType type, int offset, Arena arena, List<MemorySegment> blocks) {
    // Offsets stay a multiple of the element size, as the kernels' contract says.
    int shift = type.dtype().bytes() <= 4 ? offset : offset * 2;
    MemorySegment block = arena.allocate(type.bytes() + shift + 2L * GUARD, 64);
    block.fill(GUARD_BYTE);
    MemorySegment inside = block.asSlice(GUARD + shift, type.bytes());
    blocks.add(block.asSlice(0, GUARD + shift));
    blocks.add(block.asSlice(GUARD + shift + type.bytes()));
    return inside;
  }

  private static void checkGuards(MemorySegment guard) {
    for (long i = 0; i < guard.byteSize(); i++) {
      assertEquals(GUARD_BYTE, guard.get(ValueLayout.JAVA_BYTE, i), "guard byte overwritten");
    }
  }
}
