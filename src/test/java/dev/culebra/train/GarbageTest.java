package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.files.ChildJvm;
import dev.culebra.model.Model;
import dev.culebra.model.Vae;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
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
  private static final long LIMIT = 16_384;

  /**
   * Now and then the compiler of one JVM inlines otherwise, for good; garbage of ours is in all.
   */
  private static final int JVMS = 3;

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
    // The options reach the child's JVM by way of its environment; the prefix runs before java.
    List<String> prefix =
        List.of(
            "env",
            "JDK_JAVA_OPTIONS=--add-modules jdk.incubator.vector"
                + " --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC");
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < JVMS && least >= LIMIT; attempt++) {
      ChildJvm.Result result = ChildJvm.run(prefix, GarbageTest.class, name);
      assertEquals(0, result.exit(), result.output());
      String last = result.output().strip().lines().toList().getLast();
      long bytes = Long.parseLong(last.substring("bytes ".length()));
      System.out.println(name + ": " + bytes + " bytes in " + STEPS + " steps");
      least = Math.min(least, bytes);
    }
    assertTrue(least < LIMIT, least + " bytes in " + STEPS + " steps");
  }

  /** Prints the bytes that {@link #STEPS} steps allocate after warming up. */
  public static void main(String[] arguments) {
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
          Stepper stepper = new Stepper(recipe, state, device, options.rate(), 1000, 1)) {
        List<Batch> batches =
            training.batches().stream().map(size -> Batch.of(training, size, images)).toList();
        long allocated = Long.MAX_VALUE;
        // Until the JIT has compiled every loop, vectors are objects: a busy machine takes a while,
        // and what runs once a step comes last.
        for (int round = 0; round < 200 && allocated >= LIMIT; round++) {
          allocated = allocatedBySteps(stepper, batches, options.accumulate());
        }
        System.out.println("bytes " + allocatedBySteps(stepper, batches, options.accumulate()));
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

  private static long allocatedBySteps(Stepper stepper, List<Batch> batches, int accumulate) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int draw = 0; draw < STEPS * accumulate; draw++) {
      Batch batch = batches.get(draw % batches.size());
      boolean isLast = (draw + 1) % accumulate == 0;
      stepper.run(
          batch.images(), null, batch.shape(), draw, draw / accumulate, 1.0 / accumulate, isLast);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
