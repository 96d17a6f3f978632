package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BinaryElementwise;
import dev.culebra.op.Fused;
import dev.culebra.op.GradientElementwise;
import dev.culebra.op.SampleLossGradient;
import dev.culebra.op.TernaryElementwise;
import dev.culebra.op.UnaryElementwise;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A chain of one function gives the bytes of the function's own kernel. */
@Tag("cuda")
class CudaFusedTest {
  @TestFactory
  Stream<DynamicTest> functions() {
    Tiers tiers = FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
    List<Case> covered =
        AllCases.all()
            .filter(test -> isElementwise(test.op()))
            .filter(test -> tiers.choices(alone(test)).get("cuda") instanceof Kernel)
            .toList();
    TreeSet<String> functions = new TreeSet<>();
    covered.forEach(test -> functions.add(test.op().name()));
    assertTrue(functions.size() > 40, "only " + functions);
    return covered.stream()
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> check(tiers, test)));
  }

  private static boolean isElementwise(Op op) {
    return op instanceof UnaryElementwise
        || op instanceof BinaryElementwise
        || op instanceof GradientElementwise
        || op instanceof TernaryElementwise
        || op instanceof SampleLossGradient;
  }

  private static Signature alone(Case test) {
    int inputs = test.inputs().size();
    Fused.Member member = new Fused.Member(test.op(), IntStream.range(0, inputs).boxed().toList());
    return Signature.of(
        new Fused(inputs, List.of(member), List.of(inputs)), test.signature().inputs());
  }

  private static void check(Tiers tiers, Case test) {
    Signature single = test.signature();
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.caller()) {
      List<MemorySegment> inputs =
          Tensors.fill(test, single.inputs(), Seed.random(test.toString()), arena);
      MemorySegment expected = run(tiers, single, inputs, workers, arena);
      MemorySegment actual = run(tiers, alone(test), inputs, workers, arena);
      assertEquals(-1, actual.mismatch(expected));
    }
  }

  private static MemorySegment run(
      Tiers tiers, Signature signature, List<MemorySegment> inputs, Workers workers, Arena arena) {
    Kernel kernel = tiers.select(signature);
    return CudaAgreeTest.run(tiers.accelerator(), kernel, signature, inputs, workers, arena)
        .getFirst();
  }
}
