package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.model.Step;
import dev.culebra.model.Vae;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.optim.Schedule;
import dev.culebra.optim.Sgd;
import dev.culebra.par.Workers;
import dev.culebra.plan.Plan;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Groups of parameters have learning rates and weight decays of their own. */
class ParameterGroupTest {
  private static final Shape SAMPLE = Shape.of(3, 4, 1);
  private static final int COUNT = 8;

  /** The parameters after one step of gradient descent. */
  private static Map<String, float[]> step(double weightDecay, ParameterGroup... groups) {
    Vae.Config config =
        new Vae.Config(
            SAMPLE, Vae.Architecture.MLP, 6, List.of(4), 2, Vae.Likelihood.BERNOULLI, 1, 1);
    float[] images = new float[COUNT * (int) SAMPLE.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = i % 3 / 2f;
    }
    try (Vae model = new Vae(config);
        Device device = Device.cpu(Workers.of(1))) {
      model.initialize(1);
      Step step = new Step("elbo", model::losses, model.parameters()).withGroups(List.of(groups));
      StepRecipe recipe =
          new StepRecipe(
              step, DType.F32, false, new Sgd(0, false, weightDecay), 0, 0, 0, false, 1, Rng::new);
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper =
              new Stepper(
                  recipe, state, DeviceGroup.of(device), new Schedule.Constant(0.125), 10, 0)) {
        stepper.run(
            MemorySegment.ofArray(images),
            null,
            Shape.of(COUNT).append(SAMPLE.sizes()),
            0,
            0,
            1,
            true);
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Parameter parameter : model.parameters()) {
          values.put(parameter.name(), parameter.toFloats());
        }
        return values;
      }
    }
  }

  @Test
  void ratesAreMultiplied() {
    Map<String, float[]> start = step(0, new ParameterGroup("", 0, 1));
    Map<String, float[]> whole = step(0);
    Map<String, float[]> mixed = step(0, new ParameterGroup("decoder", 0.5, 1));
    assertTrue(start.keySet().stream().anyMatch(name -> name.startsWith("decoder")));
    for (String name : start.keySet()) {
      double share = name.startsWith("decoder") ? 0.5 : 1;
      float[] from = start.get(name);
      assertFalse(Arrays.equals(from, whole.get(name)), name + " did not move");
      for (int i = 0; i < from.length; i++) {
        double way = whole.get(name)[i] - from[i];
        assertEquals(share * way, mixed.get(name)[i] - from[i], 1e-6, name);
      }
    }
  }

  @Test
  void decaysAreMultiplied() {
    Map<String, float[]> none = step(0);
    Map<String, float[]> some = step(0.5);
    Map<String, float[]> mixed = step(0.5, new ParameterGroup("decoder", 1, 0));
    for (String name : none.keySet()) {
      float[] expected = (name.startsWith("decoder") ? none : some).get(name);
      assertArrayEquals(expected, mixed.get(name), name);
    }
    assertFalse(
        none.keySet().stream().allMatch(name -> Arrays.equals(none.get(name), some.get(name))));
  }

  /** However many parameters there are; and nothing is copied, all states change where they lie. */
  @Test
  void aGroupIsOneCall() {
    TrainOptions options = TinyRun.options(Map.of("optimizer", "adam", "ema", 0.9, "clip", 1));
    try (Vae model = new Vae(TinyRun.config());
        Device device = Device.cpu(Workers.of(1))) {
      model.initialize(1);
      Step step =
          model.steps().getFirst().withGroups(List.of(new ParameterGroup("decoder", 0.5, 1)));
      StepRecipe recipe = StepRecipe.of(step, model, false, options);
      try (TrainState state = new TrainState(model, List.of(recipe));
          StepProgram program =
              new StepProgram(
                  recipe,
                  state,
                  DeviceGroup.of(device),
                  Shape.of(4).append(TinyRun.SAMPLE.sizes()),
                  true)) {
        Plan plan = program.bound().plan();
        Map<String, Integer> calls = new HashMap<>();
        plan.calls().forEach(call -> calls.merge(call.node().op().name(), 1, Integer::sum));
        assertEquals(2, calls.get("adam_step"));
        assertEquals(1, calls.get("ema_step"));
        assertEquals(List.of(), plan.stateCopies());
      }
    }
  }
}
