package dev.culebra.bench;

import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Model;
import dev.culebra.par.Workers;
import dev.culebra.run.DeviceGroup;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.TrainingSteps;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * What lies between the kernels of one training step and those of the next, while steps follow one
 * another as in training: the batch taken over, the results on their way back, and what the device
 * waits for the host.
 */
public final class GpuGaps {
  /** Steps of which so many are recorded as one launch, and twice as many. */
  private static final int TIMES = 4;

  private static final int WARM_UPS = 20;

  private GpuGaps() {}

  /** Prints the gap of each benchmark of a name on the first device, in float32. */
  public static void measure(List<String> names, double seconds, PrintStream out) {
    names.forEach(name -> measure(step(name, "cuda", Precision.F32), seconds, out));
  }

  /** The training step of a name such as {@code step mlp-vae n128}, at any batch. */
  public static ModelBenchmark step(String name, String device, Precision precision) {
    int batch = Integer.parseInt(name.substring(name.lastIndexOf(" n") + 2));
    return Benchmarks.steps(device, Precision.F32).stream()
        .map(each -> each.of(batch))
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no benchmark '" + name + "'"))
        .in(precision);
  }

  static void measure(ModelBenchmark benchmark, double seconds, PrintStream out) {
    TrainOptions options = TrainOptions.STANDARD.with("gaps", Map.of("learningRate", 1e-4));
    try (Arena arena = Arena.ofShared();
        DeviceGroup devices =
            DeviceGroup.named(benchmark.device(), benchmark.precision(), Workers.caller());
        Model model = benchmark.model();
        TrainingSteps steps = new TrainingSteps(model, options, benchmark.batch(), devices)) {
      MemorySegment all = benchmark.samples(model, arena);
      MemorySegment batch = all.asSlice(0, all.byteSize() / ModelBenchmark.BATCHES);
      for (int i = 0; i < WARM_UPS; i++) {
        steps.begin(batch);
      }
      steps.finish();
      double step =
          new Stopwatch(() -> steps.begin(batch), steps::finish, Stopwatch.Clock.WALL)
              .slice(seconds);
      Accelerator device = devices.first().tiers().accelerator();
      // The difference leaves out what comes between one launch and the next.
      double kernels =
          (launch(steps, device, 2 * TIMES, seconds) - launch(steps, device, TIMES, seconds))
              / TIMES;
      out.printf(
          "%s: a step takes %.1f us, its kernels alone %.1f us, so that %.1f us lie between%n",
          benchmark.name(), 1e6 * step, 1e6 * kernels, 1e6 * (step - kernels));
    }
  }

  private static double launch(TrainingSteps steps, Accelerator device, int times, double seconds) {
    try (Accelerator.Recording recording = steps.recorded(times)) {
      return new Stopwatch(recording::begin, () -> device.run(List.of()), Stopwatch.Clock.WALL)
          .slice(seconds);
    }
  }
}
