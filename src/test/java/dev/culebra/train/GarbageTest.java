package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.files.ChildJvm;
import dev.culebra.model.Model;
import dev.culebra.model.Vae;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training steps allocate nothing once compiled. Each case has a JVM of its own, as a training has:
 * what other tests made the compiler learn would change what it inlines.
 */
class GarbageTest {
  private static final int STEPS = 1000;
  private static final long LIMIT = 16_384;

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0.9, 1"})
  void stepsMakeNoGarbage(int accumulate, double ema, double clip)
      throws IOException, InterruptedException {
    // The options reach the child's JVM by way of its environment; the prefix runs before java.
    List<String> prefix =
        List.of(
            "env",
            "JDK_JAVA_OPTIONS=--add-modules jdk.incubator.vector"
                + " --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC");
    ChildJvm.Result result =
        ChildJvm.run(prefix, GarbageTest.class, "" + accumulate, "" + ema, "" + clip);
    assertEquals(0, result.exit(), result.output());
    String last = result.output().strip().lines().toList().getLast();
    long bytes = Long.parseLong(last.substring("bytes ".length()));
    assertTrue(bytes < LIMIT, bytes + " bytes in " + STEPS + " steps");
  }

  /** Prints the bytes that {@link #STEPS} steps allocate after warming up. */
  public static void main(String[] arguments) {
    int accumulate = Integer.parseInt(arguments[0]);
    double ema = Double.parseDouble(arguments[1]);
    double clip = Double.parseDouble(arguments[2]);
    TrainOptions options =
        TinyRun.options(Map.of("accumulate", accumulate, "ema", ema, "clip", clip));
    try (Device device = Device.cpu(Workers.caller());
        Model model = new Vae(TinyRun.config());
        Arena arena = Arena.ofConfined()) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model.input(), options);
      MemorySegment images = arena.allocate(16 * 36 * 4L, 64);
      try (TrainState state =
              new TrainState(model, recipe.step(), recipe.rule(), ema > 0, accumulate > 1);
          Stepper stepper = new Stepper(recipe, state, device, options.rate(), 1000, 1)) {
        long allocated = Long.MAX_VALUE;
        // Until the JIT has compiled every loop, vectors are objects; a busy machine takes a while.
        for (int round = 0; round < 200 && allocated >= LIMIT; round++) {
          allocated = allocatedBySteps(stepper, images, accumulate);
        }
        System.out.println("bytes " + allocatedBySteps(stepper, images, accumulate));
      }
    }
  }

  /** Steps of whole and ragged batches in turn. */
  private static long allocatedBySteps(Stepper stepper, MemorySegment images, int accumulate) {
    MemorySegment ragged = images.asSlice(0, 10 * 36 * 4L);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int step = 0; step < STEPS; step++) {
      boolean even = step % 2 == 0;
      for (int part = 1; part <= accumulate; part++) {
        stepper.run(
            even ? images : ragged,
            even ? 16 : 10,
            step,
            step,
            1.0 / accumulate,
            part == accumulate);
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
