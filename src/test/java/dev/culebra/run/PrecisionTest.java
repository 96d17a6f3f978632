package dev.culebra.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.harness.Case;
import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Bfloat16;
import dev.culebra.op.Exp;
import dev.culebra.op.Fused;
import dev.culebra.op.MatMul;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a device's precision changes, and what it leaves alone. */
class PrecisionTest {
  private static final TensorType SQUARE = new TensorType(DType.F32, Shape.of(4, 4));
  private static final Signature PRODUCT =
      Signature.of(new MatMul(false, false), List.of(SQUARE, SQUARE));

  /** The specification: nothing but the operands is rounded. */
  @TestFactory
  Stream<DynamicTest> referenceRoundsOperands() {
    return AllCases.at(Precision.BF16)
        .filter(test -> test.op().isProduct() && !(test.op() instanceof Fused))
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> roundsOperands(test)));
  }

  private static void roundsOperands(Case test) {
    Tiers reference = Tiers.of("cpu").only("ref");
    Signature signature = test.signature();
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> given =
          Tensors.fill(test, signature.inputs(), Seed.random(test + "rounded"), arena);
      List<MemorySegment> rounded = given.stream().map(each -> rounded(each, arena)).toList();
      MemorySegment expected = run(reference, signature, rounded, arena);
      MemorySegment actual = run(reference.at(Precision.BF16), signature, given, arena);
      assertEquals(-1, expected.mismatch(actual));
    }
  }

  private static MemorySegment rounded(MemorySegment given, Arena arena) {
    MemorySegment copy = arena.allocate(given.byteSize(), 64);
    for (long i = 0; i < given.byteSize() / Float.BYTES; i++) {
      float number = given.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      copy.setAtIndex(ValueLayout.JAVA_FLOAT, i, Bfloat16.round(number));
    }
    return copy;
  }

  private static MemorySegment run(
      Tiers tiers, Signature signature, List<MemorySegment> inputs, Arena arena) {
    return new Eager(tiers, Workers.caller()).apply(signature, inputs, arena).getFirst();
  }

  /** 1 + 2⁻⁸ has 9 digits: every tier loses the last one, and only where it multiplies. */
  @Test
  void everyTierRoundsProductsAlone() {
    float number = 1 + 0x1p-8f;
    Tiers all = Tiers.of("cpu");
    List<Tiers> each = new ArrayList<>(List.of(all));
    all.names().stream()
        .map(all::only)
        .filter(tier -> tier.precisions().contains(Precision.BF16))
        .forEach(each::add);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(SQUARE.bytes(), 64);
      for (int i = 0; i < 16; i++) {
        values.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
      }
      for (Tiers tiers : each) {
        MemorySegment product =
            run(tiers.at(Precision.BF16), PRODUCT, List.of(values, values), arena);
        assertEquals(4f, product.getAtIndex(ValueLayout.JAVA_FLOAT, 5), tiers.names().toString());
        MemorySegment exact = run(tiers.at(Precision.F32), PRODUCT, List.of(values, values), arena);
        assertEquals(4 * number * number, exact.getAtIndex(ValueLayout.JAVA_FLOAT, 5));
      }
    }
  }

  @Test
  void onlyProductsHaveAPrecision() {
    Signature exp = Signature.of(new Exp(), List.of(SQUARE));
    assertEquals(exp, exp.at(Precision.BF16));
    assertEquals(Precision.BF16, PRODUCT.at(Precision.BF16).precision());
    assertTrue(!PRODUCT.equals(PRODUCT.at(Precision.BF16)));
  }

  @Test
  void aPrecisionThatNoTierKnows() {
    Tiers tiers = Tiers.of("cpu").at(Precision.TF32);
    OpException error = assertThrows(OpException.class, () -> tiers.select(PRODUCT));
    assertTrue(error.getMessage().contains("ref: no products in tf32"), error.getMessage());
  }
}
