package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What lies behind the ends of sequences is nothing to recurrent layers on the device. */
@Tag("cuda")
class CudaLengthsTest {
  /** The input that holds the lengths. */
  private static final int LENGTHS = 6;

  @TestFactory
  Stream<DynamicTest> nothingBehindTheEndsIsRead() {
    FakeDriver.tiers();
    List<Case> cases =
        AllCases.all()
            .filter(each -> each.op().name().matches("(lstm|gru)_sequence(_gradient)?"))
            .filter(each -> hasLengths(each.signature()))
            .toList();
    return cases.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> check(each)));
  }

  private static boolean hasLengths(Signature signature) {
    return signature.inputs().size() > LENGTHS
        && signature.input(LENGTHS).dtype() == DType.I32
        && signature.input(0).elements() > 0;
  }

  private static void check(Case each) {
    Signature signature = each.signature();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.caller()) {
      Eager cuda = new Eager(Tiers.of("cuda"), workers);
      List<MemorySegment> inputs =
          Tensors.fill(each, signature.inputs(), Seed.random(each.toString()), arena);
      // Lengths are random, and might all be the axis's.
      Tensors.set(DType.I32, inputs.get(LENGTHS), 0, 1);
      List<MemorySegment> expected = cuda.apply(signature, inputs, arena);
      spoil(signature, inputs);
      List<MemorySegment> actual = cuda.apply(signature, inputs, arena);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(-1, expected.get(i).mismatch(actual.get(i)), "output " + i);
      }
    }
  }

  /** Writes what are no numbers into x behind the ends. */
  private static void spoil(Signature signature, List<MemorySegment> inputs) {
    Shape x = signature.input(0).shape();
    for (int sample = 0; sample < x.size(0); sample++) {
      int end = (int) Tensors.get(DType.I32, inputs.get(LENGTHS), sample);
      for (int i = end * x.size(2); i < x.size(1) * x.size(2); i++) {
        Tensors.set(
            DType.F32, inputs.get(0), (long) sample * x.size(1) * x.size(2) + i, Double.NaN);
      }
    }
  }
}
