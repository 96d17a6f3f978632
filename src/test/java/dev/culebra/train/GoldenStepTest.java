package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Zoo;
import dev.culebra.op.Reparameterize;
import dev.culebra.optim.Schedule;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.Eager;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten steps of tiny models against PyTorch's, from the same weights and with the same noise. */
class GoldenStepTest {
  private static final int STEPS = 10;

  /** Draws its normals from a feed, so that PyTorch's noise can be given. */
  private static final class GivenNoise extends Rng {
    private final Input noise;

    GivenNoise(Tensor counter, Input noise) {
      super(counter);
      this.noise = noise;
    }

    @Override
    public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
      return Tensor.of(Reparameterize.of(mean.value(), logVariance.value(), noise));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "conv"})
  void tenStepsAreThoseOfPyTorch(String kind) throws URISyntaxException {
    Path path = Path.of(getClass().getResource("/golden/vae_" + kind + ".safetensors").toURI());
    try (Safetensors golden = Safetensors.open(path);
        Device device = Device.cpu(Workers.of(2));
        Model model = model(golden)) {
      Input noise = Input.feed("noise", golden.type("noise0"));
      StepRecipe plain =
          StepRecipe.of(model.steps().getFirst(), model, false, TrainOptions.STANDARD);
      StepRecipe recipe =
          new StepRecipe(
              plain.step(),
              plain.dtype(),
              plain.isLabelled(),
              plain.rule(),
              0,
              0,
              0,
              false,
              counter -> new GivenNoise(counter, noise));
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper =
              new Stepper(recipe, state, device, new Schedule.Constant(1e-3), STEPS, 0)) {
        run(golden, device, model, state, stepper, noise);
      }
    }
  }

  private static Model model(Safetensors golden) {
    Zoo.Entry<?> entry = Zoo.find("vae");
    Map<String, Object> config = Json.parseMap("golden", golden.metadata().get("config"));
    Model model = entry.make(Saved.configFrom("golden", config, entry));
    model.parameters().forEach(p -> p.setFile(golden.bytes(p.name())));
    return model;
  }

  private static void run(
      Safetensors golden,
      Device device,
      Model model,
      TrainState state,
      Stepper stepper,
      Input noise) {
    float[] losses = floats(golden, "loss");
    MemorySegment images = golden.bytes("x");
    Shape batch = golden.type("x").shape();
    StepProgram program = stepper.program(batch);
    for (int step = 0; step < STEPS; step++) {
      program.bound().feed(noise).copyFrom(golden.bytes("noise" + step));
      if (step == 0) {
        program.feed(images, null, 0, 0);
        program.schedule(0, STEPS);
        program.rates(new float[3]);
        requireGradients(golden, device, model, state, program);
      }
      stepper.run(images, null, batch, step, step, 1, true);
      requireClose("loss of step " + step, losses[step], program.value(0));
      for (int term = 1; term < program.names().size(); term++) {
        String name = program.names().get(term);
        requireClose(name + " of step " + step, floats(golden, name)[step], program.value(term));
      }
    }
    for (Parameter parameter : model.parameters()) {
      float[] wanted = floats(golden, "final." + parameter.name());
      float[] found = parameter.toFloats();
      for (int i = 0; i < wanted.length; i++) {
        // Adam moves each element by about the learning rate a step, whatever the gradient's size.
        assertEquals(wanted[i], found[i], 2e-5, parameter.name() + " at " + i);
      }
    }
  }

  private static void requireGradients(
      Safetensors golden, Device device, Model model, TrainState state, StepProgram program) {
    Graph graph = program.bound().plan().graph();
    try (Arena arena = Arena.ofShared()) {
      Map<Value, MemorySegment> values =
          new Eager(device.tiers(), device.workers())
              .run(
                  graph,
                  input ->
                      input.kind() == Input.Kind.FEED
                          ? program.bound().feed(input)
                          : state.memory(input),
                  arena);
      List<String> seen = new ArrayList<>();
      program
          .gradients()
          .forEach(
              (gradient, name) -> {
                Parameter parameter =
                    model.parameters().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                requireGradient(golden, parameter, values.get(gradient));
                seen.add(name);
              });
      assertEquals(model.parameters().size(), seen.size());
    }
  }

  private static void requireGradient(
      Safetensors golden, Parameter parameter, MemorySegment engine) {
    float[] wanted = floats(golden, "gradient." + parameter.name());
    MemorySegment found = Saved.entry(parameter, engine).bytes();
    // The terms summed are at least as large as the largest result, and at least one a sample.
    double largest = 0;
    for (float each : wanted) {
      largest = Math.max(largest, Math.abs(each));
    }
    TensorType images = golden.type("x");
    double bound = largest * Math.sqrt(images.shape().size(0));
    for (int i = 0; i < wanted.length; i++) {
      float value = found.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
      assertTrue(
          Tolerance.REDUCTION.accepts(value, wanted[i], bound),
          "gradient of " + parameter.name() + " at " + i + ": " + value + " not " + wanted[i]);
    }
  }

  private static void requireClose(String what, float wanted, float found) {
    assertEquals(wanted, found, 1e-5 * Math.abs(wanted), what);
  }

  private static float[] floats(Safetensors file, String name) {
    return file.bytes(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }
}
