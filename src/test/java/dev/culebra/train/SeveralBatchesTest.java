package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Vae;
import dev.culebra.par.Workers;
import dev.culebra.plan.CallNames;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What devices add up when a step has several batches. */
@Tag("cuda")
class SeveralBatchesTest {
  private static final String SUM = "all_reduce_start";

  @BeforeEach
  void requireDevices() {
    FakeDriver.tiers();
  }

  /** The calls of a batch's program on the first device. */
  private static List<String> calls(String devices, boolean isLast) {
    TrainOptions options = TinyRun.options(Map.of("accumulate", 3, "bucket", 1e-4));
    try (Vae model = new Vae(TinyRun.config());
        DeviceGroup group = DeviceGroup.named(devices, Precision.F32, Workers.caller())) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
      Shape batch = Shape.of(8).append(TinyRun.SAMPLE.sizes());
      try (TrainState state = new TrainState(model, List.of(recipe), true);
          StepProgram program = new StepProgram(recipe, state, group, batch, isLast)) {
        return List.of(CallNames.of(program.bound().plan()).split(" "));
      }
    }
  }

  private static long sums(List<String> calls) {
    return calls.stream().filter(SUM::equals).count();
  }

  @Test
  void gradientsStayTheDevicesOwnUntilTheLast() {
    assertEquals(1, sums(calls("cuda:0,1", false)), "losses alone");
    assertTrue(sums(calls("cuda:0,1", true)) > 3, "losses and gradients");
    assertEquals(0, sums(calls("cuda", true)));
  }

  /** The backward pass goes on behind the first sums of gradients. */
  @Test
  void theLastAddsUpWhileItComputes() {
    List<String> calls = calls("cuda:0,1", true);
    int losses = calls.indexOf(SUM);
    int gradients = losses + 1 + calls.subList(losses + 1, calls.size()).indexOf(SUM);
    long products =
        calls.subList(gradients, calls.size()).stream().filter("matmul"::equals).count();
    assertTrue(products > 2, calls.toString());
  }
}
