package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Workers;
import dev.culebra.run.Tiers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without a gradient the moments of every optimizer's reference end at 0, not just beside it. */
class VanishingMomentsTest {
  @Test
  void referencesReachZero() {
    List<Case> cases =
        AllCases.all().filter(test -> test.name().equals("vanishing_moments")).toList();
    assertEquals(5, cases.size());
    cases.forEach(VanishingMomentsTest::check);
  }

  private static void check(Case test) {
    Signature signature = test.signature();
    Kernel reference = (Kernel) Tiers.of("cpu").choices(signature).get("ref");
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> inputs =
          Tensors.fill(test, signature.inputs(), Seed.random(test.toString()), arena);
      List<MemorySegment> outputs =
          signature.outputs().stream().map(type -> arena.allocate(type.bytes(), 64)).toList();
      reference.bind(new Operands(inputs, outputs, MemorySegment.NULL, Workers.caller())).run();
      for (int moment = 1; moment < outputs.size(); moment++) {
        for (double value : Tensors.read(signature.output(moment), outputs.get(moment))) {
          assertTrue(value == 0 || value >= Float.MIN_NORMAL, test + " leaves " + value);
        }
      }
    }
  }
}
