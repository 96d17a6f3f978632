package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.model.Configs;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objectives that hold something at a value: it is held there. */
class ConstraintTest {
  @TempDir private Path folder;

  /** Trains a VAE and gives a value of each step. */
  private double[] train(Map<String, ?> config, int steps, int value) {
    double[] values = new double[steps];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            values[(int) progress.step() - 1] = progress.value(value);
          }
        };
    TrainOptions options = TinyRun.options(Map.of("steps", steps, "learningRate", 0.005));
    Record all = Configs.with("test", config, TinyRun.config());
    try (Trainer trainer =
        Trainer.start(
            new Job("vae", all, options, folder.resolve("run")), TinyRun.data(83), listener)) {
      trainer.run();
    }
    return values;
  }

  private double logMultiplier() {
    try (Model model = Saved.load(folder.resolve("run"))) {
      return model.parameters().stream()
          .filter(parameter -> parameter.name().equals("multiplier.log_multiplier"))
          .findFirst()
          .orElseThrow()
          .toFloats()[0];
    }
  }

  private static double meanOfLast(double[] values, int count) {
    return Arrays.stream(values, values.length - count, values.length).average().orElseThrow();
  }

  /** Half and twice the variance of the pixels are within reach; the error settles at each. */
  @ParameterizedTest
  @ValueSource(doubles = {0.15, 0.25})
  void theErrorSettlesAtItsTolerance(double tolerance) {
    double[] excess = train(Map.of("objective", "geco", "tolerance", tolerance), 3000, 2);
    assertTrue(excess[0] > 0.5, "at first " + excess[0]);
    assertEquals(0, meanOfLast(excess, 500), 0.1);
  }

  @Test
  void theMultiplierFallsWhileTheConstraintIsMet() {
    double[] excess = train(Map.of("objective", "geco", "tolerance", 50), 100, 2);
    assertEquals(-1, meanOfLast(excess, 100), 0.01);
    assertEquals(-0.01 * 100, logMultiplier(), 0.01);
  }

  @Test
  void theMultiplierRisesWhileTheConstraintIsViolatedUpToItsBound() {
    double[] excess = train(Map.of("objective", "geco", "tolerance", 1e-3), 50, 2);
    assertTrue(meanOfLast(excess, 50) > 1000);
    assertEquals(14, logMultiplier(), 1e-6);
  }

  @Test
  void theDivergenceFollowsItsCapacity() {
    double[] divergence =
        train(Map.of("objective", "capacity", "capacity", 3, "capacityWeight", 100), 1500, 2);
    assertEquals(1.5, Arrays.stream(divergence, 700, 800).average().orElseThrow(), 0.15);
    assertEquals(3, meanOfLast(divergence, 50), 0.15);
  }
}
