package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One thread and several give the same bytes. */
class ThreadsTest {
  private static final Workers SEVERAL = Workers.of(3);

  @AfterAll
  static void stop() {
    SEVERAL.close();
  }

  @TestFactory
  Stream<DynamicTest> threads() {
    return AllCases.all().map(test -> DynamicTest.dynamicTest(test.toString(), () -> check(test)));
  }

  private static void check(Case test) {
    Signature signature = test.signature();
    Tiers tiers = Tiers.of("cpu");
    try (Arena arena = Arena.ofShared()) {
      List<MemorySegment> inputs =
          Tensors.fill(test, signature.inputs(), Seed.random(test + "threads"), arena);
      List<MemorySegment> one = new Eager(tiers, Workers.caller()).apply(signature, inputs, arena);
      List<MemorySegment> several = new Eager(tiers, SEVERAL).apply(signature, inputs, arena);
      for (int i = 0; i < one.size(); i++) {
        assertEquals(-1, one.get(i).mismatch(several.get(i)), "output " + i);
      }
    }
  }
}
