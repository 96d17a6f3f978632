package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.model.DeepAe;
import dev.culebra.model.Step;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DeepAeTest {
  @TempDir Path folder;

  private static DeepAe.Config config(Shape input, int pretrain, int latent, Integer... hidden) {
    return new DeepAe.Config(input, List.of(hidden), latent, pretrain, 0.1, 0.001, 2e-4);
  }

  @Test
  void machinesTakeTurnsAndThenAllIsTuned() {
    try (DeepAe model = new DeepAe(config(TinyRun.SAMPLE, 7, 2, 5, 4))) {
      List<String> epochs =
          model.steps().stream()
              .map(step -> step.name() + " " + step.firstEpoch() + "-" + step.endEpoch())
              .toList();
      assertEquals(
          List.of(
              "rbm1_calm 0-5",
              "rbm1_fast 5-7",
              "rbm2_calm 7-12",
              "rbm2_fast 12-14",
              "rbm3_calm 14-19",
              "rbm3_fast 19-21",
              "fine_tuning 21-" + Step.NEVER),
          epochs);
    }
    try (DeepAe model = new DeepAe(config(TinyRun.SAMPLE, 3, 2))) {
      assertEquals(
          List.of("rbm1_calm", "fine_tuning"), model.steps().stream().map(Step::name).toList());
    }
  }

  @Test
  void unrollingTransposesTheWeightsOfColouredPicturesToo() {
    Shape input = Shape.of(2, 3, 3);
    try (DeepAe model = new DeepAe(config(input, 1, 2, 5))) {
      model.initialize(4);
      model.steps().getLast().beginning().accept(null);
      assertArrayEquals(
          transposed(floats(model, "encoder.0.weight"), 18), floats(model, "decoder.1.weight"));
      assertArrayEquals(
          transposed(floats(model, "encoder.1.weight"), 5), floats(model, "decoder.0.weight"));
    }
  }

  private static float[] floats(DeepAe model, String name) {
    return model.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::toFloats)
        .findFirst()
        .orElseThrow();
  }

  private static float[] transposed(float[] matrix, int columns) {
    float[] result = new float[matrix.length];
    int rows = matrix.length / columns;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = matrix[row * columns + column];
      }
    }
    return result;
  }

  @Test
  void overfitsEightSamples() {
    float[] values = new float[20 * 36];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i / 36 % 8 >> i % 36 % 3 & 1) == i % 36 / 3 % 2 ? 1 : 0;
    }
    Split data = FloatArrays.split(FloatArrays.of("eight", values, TinyRun.SAMPLE));
    TrainOptions options =
        TinyRun.options(Map.of("epochs", 420, "learningRate", 0.01, "batch", 64));
    Job job =
        new Job("deep-ae", config(TinyRun.SAMPLE, 10, 3, 24), options, folder.resolve("eight"));
    try (Trainer trainer = Trainer.start(job, data, TrainingListener.NONE)) {
      assertTrue(trainer.run().test().terms().get("squared_error") < 0.1);
    }
  }

  @Test
  void aRunThatEndsBeforeTheTuningSaysSo() {
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warned(String line) {
            warnings.add(line);
          }
        };
    for (int epochs : new int[] {2, 3}) {
      Job job =
          new Job(
              "deep-ae",
              config(TinyRun.SAMPLE, 1, 2, 5),
              TinyRun.options(Map.of("epochs", epochs)),
              folder.resolve("run" + epochs));
      try (Trainer trainer = Trainer.start(job, TinyRun.data(40), listener)) {
        trainer.run();
      }
    }
    assertEquals(
        List.of("fine_tuning would begin with epoch 3, after the run's end; train for more epochs"),
        warnings);
  }

  @Test
  void configurationsThatMakeNoSense() {
    assertEquals("[deep-ae] latent: 0 is below 1", refusal(() -> config(TinyRun.SAMPLE, 1, 0)));
    assertEquals(
        "[deep-ae] hidden: [4, 0] has one below 1",
        refusal(() -> config(TinyRun.SAMPLE, 1, 1, 4, 0)));
    assertEquals(
        "[deep-ae] pretrain: -1 is negative", refusal(() -> config(TinyRun.SAMPLE, -1, 1)));
    assertEquals(
        "[deep-ae] input: [2,2] is not [H,W,C] or [n]",
        refusal(() -> config(Shape.of(2, 2), 1, 1)));
    assertEquals(
        "[deep-ae] topRate: NaN is not above 0",
        refusal(() -> new DeepAe.Config(TinyRun.SAMPLE, List.of(), 1, 1, 1, Double.NaN, 0)));
  }

  private static String refusal(Executable body) {
    return assertThrows(IllegalArgumentException.class, body).getMessage();
  }
}
