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
import org.junit.jupiter.api.Test;

/**
 * Steps of the standard model on whole MNIST batches allocate nothing once compiled. A JVM of its
 * own, as a training has: what other tests made the compiler learn would change what it inlines.
 */
class GarbageTest {
  private static final Shape SAMPLE = Shape.of(28, 28, 1);
  private static final int BATCH = 128;
  private static final Shape SHAPE = Shape.of(BATCH).append(SAMPLE.sizes());
  private static final int STEPS = 100;
  private static final long LIMIT = 16_384;

  @Test
  void stepsMakeNoGarbage() throws IOException, InterruptedException {
    // The options reach the child's JVM by way of its environment; the prefix runs before java.
    List<String> prefix =
        List.of(
            "env",
            "JDK_JAVA_OPTIONS=--add-modules jdk.incubator.vector"
                + " --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC");
    ChildJvm.Result result = ChildJvm.run(prefix, GarbageTest.class);
    assertEquals(0, result.exit(), result.output());
    String last = result.output().strip().lines().toList().getLast();
    long bytes = Long.parseLong(last.substring("bytes ".length()));
    assertTrue(bytes < LIMIT, bytes + " bytes in " + STEPS + " steps");
  }

  /** Prints the bytes that {@link #STEPS} steps allocate after warming up. */
  public static void main(String[] arguments) {
    TrainOptions options = TrainOptions.STANDARD;
    try (Device device = Device.cpu(Workers.caller());
        Model model = new Vae(Vae.Config.standard(SAMPLE));
        Arena arena = Arena.ofConfined()) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
      MemorySegment images = arena.allocate(BATCH * 784 * 4L, 64);
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper = new Stepper(recipe, state, device, options.rate(), 1000, 1)) {
        long allocated = Long.MAX_VALUE;
        // Until the JIT has compiled every loop, vectors are objects; a busy machine takes a while.
        for (int round = 0; round < 60 && allocated >= LIMIT; round++) {
          allocated = allocatedBySteps(stepper, images);
        }
        System.out.println("bytes " + allocatedBySteps(stepper, images));
      }
    }
  }

  private static long allocatedBySteps(Stepper stepper, MemorySegment images) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int step = 0; step < STEPS; step++) {
      stepper.run(images, null, SHAPE, step, step, 1, true);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
