package dev.culebra.train;

import dev.culebra.files.Garbage;
import dev.culebra.model.Model;
import dev.culebra.model.Vae;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Steps of the standard model allocate nothing once compiled, also on batches and pictures whose
 * sizes fill no vectors, and with everything that a step may add to the update. Each in a JVM of
 * its own, as a training has: what other tests made the compiler learn would change what it
 * inlines.
 */
class GarbageTest {
  private static final int STEPS = 100;
  private static final int WARM_UPS = 200;

  /**
   * A way to train.
   *
   * @param sample shape of a picture
   * @param batches sizes of the batches, in turn
   * @param options those that are not standard
   */
  private record Training(Shape sample, List<Integer> batches, Map<String, ?> options) {
    long elements(int batch) {
      return batch * sample.elements();
    }
  }

  private static Training training(String name) {
    Shape digits = Shape.of(28, 28, 1);
    return switch (name) {
      case "whole" -> new Training(digits, List.of(128), Map.of());
      case "ragged" -> new Training(digits, List.of(37, 21), Map.of());
      case "odd" -> new Training(Shape.of(13, 17, 3), List.of(31), Map.of());
      case "averaged" ->
          new Training(
              digits,
              List.of(128, 96),
              Map.of("accumulate", 2, "ema", 0.999, "clip", 1.0, "clipValue", 0.5));
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "ragged", "odd", "averaged"})
  void stepsMakeNoGarbage(String name) throws IOException, InterruptedException {
    Garbage.assertNone(GarbageTest.class, name);
  }

  /** Prints the bytes that {@link #STEPS} steps allocate after warming up. */
  public static void main(String[] arguments) throws IOException {
    Training training = training(arguments[0]);
    TrainOptions options = TrainOptions.STANDARD.with("test", training.options());
    try (Device device = Device.cpu(Workers.caller());
        Model model = new Vae(Vae.Config.standard(training.sample()));
        Arena arena = Arena.ofConfined()) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
      MemorySegment images =
          arena.allocate(training.elements(training.batches().getFirst()) * 4, 64);
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper =
              new Stepper(recipe, state, DeviceGroup.of(device), options.rate(), 1000, 1)) {
        List<Batch> batches =
            training.batches().stream().map(size -> Batch.of(training, size, images)).toList();
        Garbage.print(() -> run(stepper, batches, options.accumulate()), WARM_UPS);
      }
    }
  }

  /** One of the batches that take turns. */
  private record Batch(MemorySegment images, Shape shape) {
    static Batch of(Training training, int size, MemorySegment images) {
      Shape shape = Shape.of(size).append(training.sample().sizes());
      return new Batch(images.asSlice(0, 4 * shape.elements()), shape);
    }
  }

  private static void run(Stepper stepper, List<Batch> batches, int accumulate) {
    for (int draw = 0; draw < STEPS * accumulate; draw++) {
      Batch batch = batches.get(draw % batches.size());
      boolean isLast = (draw + 1) % accumulate == 0;
      stepper.run(
          batch.images(), null, batch.shape(), draw, draw / accumulate, 1.0 / accumulate, isLast);
    }
  }
}
