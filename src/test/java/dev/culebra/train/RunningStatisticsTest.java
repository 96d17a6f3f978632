package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.model.Losses;
import dev.culebra.model.Model;
import dev.culebra.model.StepInput;
import dev.culebra.nn.Activation;
import dev.culebra.nn.BatchNorm2d;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Sequential;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What layers keep besides trained parameters follows training, and survives it. */
class RunningStatisticsTest {
  @TempDir Path folder;

  /** {@code linear(activation(norm(linear(x))))} against x. */
  private static final class Normalized extends FeatureModel {
    private final Sequential layers =
        part(
            Sequential.of(
                "net",
                path -> new Linear(path, FEATURES, 5),
                path -> new BatchNorm2d(path, 5),
                _ -> Activation.RELU,
                path -> new Linear(path, 5, FEATURES)));

    Normalized() {
      initialize(3);
    }

    @Override
    public Losses losses(StepInput input) {
      Tensor error = layers.apply(input.samples()).subtract(input.samples());
      return Losses.of(error.multiply(error).sumPerSample());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumedRunsAreTheSame(boolean accumulates) {
    Map<String, float[]> whole;
    try (StepRun run = new StepRun(new Normalized(), accumulates)) {
      run.steps(0, 6);
      whole = run.parameters();
      assertEquals(6, batches(run.model), "each batch counts");
      assertNotEquals(0, whole.get("net.1.running_mean")[0]);
    }
    Path file = folder.resolve("state.safetensors");
    try (StepRun run = new StepRun(new Normalized(), accumulates)) {
      run.steps(0, 2);
      Safetensors.write(file, run.state.entries(), Map.of());
    }
    try (StepRun run = new StepRun(new Normalized(), accumulates);
        Safetensors saved = Safetensors.open(file)) {
      run.state.read(saved);
      assertEquals(2, batches(run.model));
      run.steps(2, 6);
      Map<String, float[]> resumed = run.parameters();
      whole.forEach((name, values) -> assertArrayEquals(values, resumed.get(name), name));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stepsThatAreNotFiniteLeaveThemAsTheyWere(boolean accumulates) {
    try (StepRun run = new StepRun(new Normalized(), accumulates)) {
      run.steps(0, 2);
      Map<String, float[]> before = run.parameters();
      MemorySegment images = run.images(0);
      images.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 8, Float.NaN);
      assertThrows(UserError.class, () -> run.step(images, 2));
      Map<String, float[]> after = run.parameters();
      before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
      assertEquals(2, batches(run.model));
      assertFalse(before.isEmpty());
      assertTrue(before.containsKey("net.1.running_var"));
    }
  }

  private static long batches(Model model) {
    return model.parameters().stream()
        .filter(p -> p.name().equals("net.1.num_batches_tracked"))
        .findFirst()
        .orElseThrow()
        .data()
        .get(ValueLayout.JAVA_LONG, 0);
  }
}
