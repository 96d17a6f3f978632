package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.model.Model;
import dev.culebra.model.Vae;
import dev.culebra.op.AdamStep;
import dev.culebra.op.AdamaxStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adam's constants and its second moment at the start are the caller's choice. */
class AdamOptionsTest {
  private static TrainOptions options(String optimizer, double secondMoment) {
    return TinyRun.options(
        Map.of(
            "optimizer",
            optimizer,
            "beta1",
            0.99,
            "beta2",
            0.98,
            "epsilon",
            1e-4,
            "secondMoment",
            secondMoment,
            "weightDecay",
            0.5));
  }

  @Test
  void constantsReachTheStep() {
    assertEquals(new AdamStep(0.99, 0.98, 1e-4, 0.5, false), options("adam", 1).rule().operation());
    assertEquals(new AdamStep(0.99, 0.98, 1e-4, 0.5, true), options("adamw", 1).rule().operation());
    assertEquals(new AdamaxStep(0.99, 0.98, 1e-4, 0.5), options("adamax", 1).rule().operation());
  }

  @ParameterizedTest
  @CsvSource({"adam, 0", "adam, 1", "adamw, 0.25"})
  void secondMomentBeginsWhereItIsTold(String optimizer, float start) {
    try (Model model = new Vae(TinyRun.config())) {
      model.initialize(1);
      StepRecipe recipe =
          StepRecipe.of(model.steps().getFirst(), model, false, options(optimizer, start));
      try (TrainState state = new TrainState(model, List.of(recipe))) {
        state.begin();
        assertTrue(!state.slots(recipe.step()).isEmpty());
        for (TrainState.Slot slot : state.slots(recipe.step())) {
          requireAll(0, state.memory(slot.moments().get(0)));
          requireAll(start, state.memory(slot.moments().get(1)));
        }
      }
    }
  }

  private static void requireAll(float value, MemorySegment elements) {
    for (float element : elements.toArray(ValueLayout.JAVA_FLOAT)) {
      assertEquals(value, element);
    }
  }
}
