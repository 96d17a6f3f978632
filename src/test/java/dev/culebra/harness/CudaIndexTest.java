package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The device names an index outside its range in the words of the processor: the first of several,
 * in whatever order threads run; and it goes on working.
 */
@Tag("cuda")
class CudaIndexTest {
  private static final Set<String> OPERATIONS =
      Set.of(
          "cross_entropy",
          "cross_entropy_gradient",
          "embedding",
          "embedding_gradient",
          "gather",
          "gru_sequence",
          "gru_sequence_gradient",
          "histogram",
          "lstm_sequence",
          "lstm_sequence_gradient",
          "one_hot",
          "reverse_sequence",
          "scatter_add",
          "unpack_levels");

  /** More would only repeat the same loops. */
  private static final int MOST_INDICES = 1000;

  @TestFactory
  Stream<DynamicTest> refusals() {
    FakeDriver.tiers();
    List<Case> cases = AllCases.all().filter(CudaIndexTest::hasIndices).toList();
    return cases.stream().flatMap(each -> Stream.of(-1L, 1L << 30).map(bad -> test(each, bad)));
  }

  private static boolean hasIndices(Case each) {
    int place = indices(each.signature());
    return OPERATIONS.contains(each.op().name())
        && place >= 0
        && each.signature().input(place).elements() > 0
        && each.signature().input(place).elements() < MOST_INDICES;
  }

  /** The input that holds indices; -1 if none does. */
  private static int indices(Signature signature) {
    return IntStream.range(0, signature.inputs().size())
        .filter(i -> Set.of("i32", "i64").contains(signature.input(i).dtype().label()))
        .reduce((_, last) -> last)
        .orElse(-1);
  }

  private static DynamicTest test(Case of, long bad) {
    return DynamicTest.dynamicTest(
        of + " " + bad,
        () -> {
          Signature signature = of.signature();
          int place = indices(signature);
          TensorType type = signature.input(place);
          try (Arena arena = Arena.ofShared();
              Workers workers = Workers.caller()) {
            Eager cpu = new Eager(Tiers.of("cpu").only("ref"), workers);
            Eager cuda = new Eager(Tiers.of("cuda"), workers);
            List<MemorySegment> inputs =
                Tensors.fill(of, signature.inputs(), Seed.random(of.toString()), arena);
            double good = Tensors.get(type.dtype(), inputs.get(place), 0);
            // The last is bad, and with another number one before it.
            long middle = type.elements() / 2;
            Tensors.set(type.dtype(), inputs.get(place), type.elements() - 1, bad);
            Tensors.set(
                type.dtype(), inputs.get(place), middle, bad - (type.elements() > 1 ? 1 : 0));
            String expected =
                assertThrows(OpException.class, () -> cpu.apply(signature, inputs, arena))
                    .getMessage();
            for (FakeDriver.Schedule schedule : FakeDriver.Schedule.values()) {
              FakeDriver.schedule(schedule, (int) Seed.VALUE);
              OpException found =
                  assertThrows(OpException.class, () -> cuda.apply(signature, inputs, arena));
              assertEquals(expected, found.getMessage(), schedule.toString());
            }
            Tensors.set(type.dtype(), inputs.get(place), type.elements() - 1, good);
            Tensors.set(type.dtype(), inputs.get(place), middle, good);
            assertTrue(!cuda.apply(signature, inputs, arena).isEmpty());
          }
        });
  }
}
