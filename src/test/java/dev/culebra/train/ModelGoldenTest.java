package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.model.Model;
import dev.culebra.model.Reconstructor;
import dev.culebra.model.Saved;
import dev.culebra.model.Step;
import dev.culebra.model.Zoo;
import dev.culebra.optim.Schedule;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.run.Eager;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten steps of tiny models against PyTorch's, from the same weights and with the same draws: every
 * file {@code golden/model_*.safetensors}, as golden_models.py describes them.
 */
class ModelGoldenTest {
  private static final int TIMES = 10;

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(ModelGoldenTest.class.getResource("/golden").toURI());
    try (Stream<Path> all = Files.list(folder)) {
      return all
          .filter(file -> file.getFileName().toString().startsWith("model_"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void tenStepsAreThoseOfPyTorch(Path file) {
    try (Safetensors golden = Safetensors.open(file);
        Device device = Device.cpu(Workers.of(2));
        Model model = model(golden);
        Twin twin = new Twin(golden, device, model)) {
      for (int time = 0; time < TIMES; time++) {
        twin.run(time);
      }
      twin.requireFinal();
    }
  }

  private static Model model(Safetensors golden) {
    Zoo.Entry<?> entry = Zoo.find(golden.metadata().get("model"));
    Model model = entry.make(Saved.configFrom("golden", metadata(golden, "config"), entry));
    model.parameters().forEach(p -> p.setFile(golden.bytes(p.name())));
    return model;
  }

  private static Map<String, Object> metadata(Safetensors golden, String name) {
    return Json.parseMap("golden " + name, golden.metadata().get(name));
  }

  private static float[] floats(Safetensors file, String name) {
    return file.bytes(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** A step with the draws of its file. */
  private static final class Part {
    final Step step;
    final StepRecipe recipe;
    Stepper stepper;
    GivenDraws draws;

    Part(Safetensors golden, Model model, Step step, TrainOptions options) {
      this.step = step;
      StepRecipe plain = StepRecipe.of(step, model, golden.has("labels"), options);
      recipe =
          new StepRecipe(
              step,
              plain.dtype(),
              plain.isLabelled(),
              plain.rule(),
              plain.clip(),
              plain.clipValue(),
              0,
              false,
              plain.bucketBytes(),
              counter -> draws = new GivenDraws(counter, golden, step.name()));
    }
  }

  /** A model beside what PyTorch made of it. */
  private static final class Twin implements AutoCloseable {
    private final Safetensors golden;
    private final Device device;
    private final Model model;
    private final TrainOptions options;
    private final List<Part> parts = new ArrayList<>();
    private final TrainState state;
    private final Shape batch;

    Twin(Safetensors golden, Device device, Model model) {
      this.golden = golden;
      this.device = device;
      this.model = model;
      this.batch = golden.type("x").shape();
      options = TrainOptions.STANDARD.with("golden", metadata(golden, "options"));
      List<String> wanted =
          Arrays.asList(golden.metadata().get("steps").replaceAll("[\\[\\]\" ]", "").split(","));
      for (Step step : model.steps()) {
        if (wanted.contains(step.name())) {
          parts.add(new Part(golden, model, step, options));
        }
      }
      assertEquals(wanted, parts.stream().map(part -> part.step.name()).toList());
      state = new TrainState(model, parts.stream().map(part -> part.recipe).toList());
      for (Part part : parts) {
        Step.Update own = part.step.update();
        Schedule rate = own == null ? options.rate() : own.rate();
        part.stepper = new Stepper(part.recipe, state, DeviceGroup.of(device), rate, TIMES, 0);
        part.stepper.program(batch, true);
      }
    }

    void run(int time) {
      MemorySegment samples = golden.bytes("x");
      MemorySegment labels = golden.has("labels") ? golden.bytes("labels") : null;
      for (Part part : parts) {
        StepProgram program = part.stepper.program(batch, true);
        part.draws.write(program.bound(), time);
        if (time == 0) {
          program.feed(samples, labels, 0, 0);
          program.schedule(0, TIMES);
          requireGradients(part, program);
        }
        part.stepper.run(samples, labels, batch, time, time, 1, true);
        for (int i = 0; i < program.names().size(); i++) {
          String name = "value." + part.step.name() + (i == 0 ? "" : "." + program.names().get(i));
          float value = floats(golden, name)[time];
          assertEquals(value, program.value(i), 1e-5 * Math.abs(value), name + " at " + time);
        }
      }
    }

    private void requireGradients(Part part, StepProgram program) {
      Graph graph = program.bound().plan().graph();
      assertFalse(program.gradients().isEmpty());
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
                (gradient, names) -> {
                  names.forEach(name -> requireGradient(part.step, name, values.get(gradient)));
                  seen.addAll(names);
                });
        assertEquals(part.step.parameters().size(), seen.size());
      }
    }

    private void requireGradient(Step step, String name, MemorySegment engine) {
      Parameter parameter =
          step.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
      String title = "gradient." + step.name() + "." + name;
      float[] wanted = floats(golden, title);
      MemorySegment found = Saved.entry(parameter, engine).bytes();
      double bound = termsOf("magnitude." + step.name() + "." + name, wanted);
      for (int i = 0; i < wanted.length; i++) {
        float value = found.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i);
        assertTrue(
            Tolerance.REDUCTION.accepts(value, wanted[i], bound),
            title + " at " + i + ": " + value + " not " + wanted[i]);
      }
    }

    /** How large the terms are that a gradient sums: at least as its result, one a sample. */
    private double termsOf(String magnitude, float[] gradient) {
      if (golden.has(magnitude)) {
        return floats(golden, magnitude)[0];
      }
      double largest = 0;
      for (float each : gradient) {
        largest = Math.max(largest, Math.abs(each));
      }
      return largest * Math.sqrt(batch.size(0));
    }

    void requireFinal() {
      for (Parameter parameter : model.parameters()) {
        if (!parameter.trainable()) {
          continue;
        }
        float[] wanted = floats(golden, "final." + parameter.name());
        float[] found = parameter.toFloats();
        for (int i = 0; i < wanted.length; i++) {
          // Adam moves each element by about the learning rate a step, whatever the gradient's
          // size.
          double bound = 0.02 * options.learningRate();
          assertEquals(wanted[i], found[i], bound, parameter.name() + " at " + i);
        }
      }
      if (model instanceof Reconstructor reconstructor && golden.has("reconstruction")) {
        Tensor samples = Tensor.of(batch, floats(golden, "x"));
        assertArrayEquals(
            floats(golden, "reconstruction"), reconstructor.reconstruct(samples).toFloats(), 1e-5f);
      }
    }

    @Override
    public void close() {
      parts.forEach(part -> part.stepper.close());
      state.close();
    }
  }
}
