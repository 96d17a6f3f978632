package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.model.Vae;
import dev.culebra.optim.Schedule;
import dev.culebra.par.Workers;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.run.Tiers;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What training does to a model: it learns, repeatably, and without garbage. */
class LearnTest {
  private static final Shape WHOLE = shape(16);
  private static final Shape RAGGED = shape(10);

  @TempDir Path folder;

  @Test
  void overfitsEightSamples() {
    float[] values = new float[20 * 36];
    for (int sample = 0; sample < 20; sample++) {
      for (int pixel = 0; pixel < 36; pixel++) {
        values[sample * 36 + pixel] = (sample % 8 >> pixel % 3 & 1) == pixel / 3 % 2 ? 1 : 0;
      }
    }
    Split data = FloatArrays.split(FloatArrays.of("eight", values, TinyRun.SAMPLE));
    double[] losses = new double[600];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            losses[(int) progress.step() - 1] = progress.value(1);
          }
        };
    Job job =
        TinyRun.job(
            folder.resolve("run"),
            Map.of("steps", losses.length, "learningRate", 0.01, "batch", 64));
    try (Trainer trainer = Trainer.start(job, data, listener)) {
      trainer.run();
    }
    // An untrained decoder says one half everywhere.
    assertEquals(36 * Math.log(2), losses[0], 2.5);
    double end = Arrays.stream(losses, 580, 600).average().orElseThrow();
    assertTrue(end < 1, "reconstruction after " + losses.length + " steps: " + end);
  }

  @ParameterizedTest
  @CsvSource({
    "adam, 1, 0, 0, 0",
    "adamw, 2, 0.9, 1, 0",
    "sgd, 1, 0, 2, 0",
    "nesterov, 1, 0, 0, 0.01",
    "adamax, 1, 0, 1, 0.1",
    "adagrad, 2, 0, 0, 0",
    "rmsprop, 1, 0.9, 0, 0"
  })
  void sameSeedSameBytes(
      String optimizer, int accumulate, double ema, double clip, double clipValue)
      throws IOException {
    Map<String, Object> options =
        Map.of(
            "optimizer",
            optimizer,
            "accumulate",
            accumulate,
            "ema",
            ema,
            "clip",
            clip,
            "clipValue",
            clipValue,
            "weightDecay",
            0.01);
    byte[] once = TinyRun.train(folder.resolve("once"), options, 83);
    byte[] again = TinyRun.train(folder.resolve("again"), options, 83);
    assertArrayEquals(once, again);
    Map<String, Object> other = new HashMap<>(options);
    other.put("seed", 2);
    assertFalse(Arrays.equals(once, TinyRun.train(folder.resolve("other"), other, 83)));
  }

  @Test
  void oneThreadEqualsTwo() throws IOException {
    Vae.Config wide =
        new Vae.Config(
            TinyRun.SAMPLE,
            Vae.Architecture.MLP,
            300,
            List.of(4),
            40,
            Vae.Likelihood.BERNOULLI,
            1,
            2);
    byte[][] models = new byte[2][];
    for (int threads = 1; threads <= 2; threads++) {
      Path run = folder.resolve("threads" + threads);
      Job job =
          new Job("vae", wide, TinyRun.options(Map.of("threads", threads, "batch", 150)), run);
      try (Trainer trainer = Trainer.start(job, TinyRun.data(400), TrainingListener.NONE)) {
        trainer.run();
      }
      models[threads - 1] = TinyRun.model(run);
    }
    assertArrayEquals(models[0], models[1]);
  }

  /** Two batches accumulated make the step of one batch of both, but for rounding. */
  @Test
  void accumulationIsALargerBatch() {
    try (Device device = Device.cpu(Workers.caller());
        Model whole = new Vae(TinyRun.config());
        Model parts = new Vae(TinyRun.config());
        Arena arena = Arena.ofConfined()) {
      MemorySegment images = arena.allocate(24 * 36 * 4L, 64);
      for (int sample = 0; sample < 24; sample++) {
        TinyRun.data(83).train().copy(sample, images, sample * 36 * 4L);
      }
      step(device, whole, Map.of("clip", 1), s -> s.run(images, null, shape(24), 0, 0, 1, true));
      step(
          device,
          parts,
          Map.of("clip", 1, "accumulate", 2),
          s -> {
            s.run(images.asSlice(0, 16 * 36 * 4L), null, shape(16), 0, 0, 16 / 24.0, false);
            return s.run(images.asSlice(16 * 36 * 4L), null, shape(8), 0, 0, 8 / 24.0, true);
          });
      for (int p = 0; p < whole.parameters().size(); p++) {
        float[] one = whole.parameters().get(p).toFloats();
        float[] two = parts.parameters().get(p).toFloats();
        for (int i = 0; i < one.length; i++) {
          assertEquals(one[i], two[i], 1e-6, whole.parameters().get(p) + " at " + i);
        }
      }
    }
  }

  /** One step of SGD at rate 1 with gradients through the posterior's mean, without noise. */
  private static void step(
      Device device, Model model, Map<String, ?> changes, Function<Stepper, StepProgram> body) {
    model.initialize(1);
    TrainOptions options =
        TinyRun.options(Map.of("optimizer", "sgd", "momentum", 0)).with("test", changes);
    StepRecipe plain = StepRecipe.of(model.steps().getFirst(), model, false, options);
    StepRecipe recipe =
        new StepRecipe(
            plain.step(),
            plain.dtype(),
            plain.isLabelled(),
            plain.rule(),
            plain.clip(),
            plain.clipValue(),
            0,
            plain.accumulates(),
            plain.bucketBytes(),
            counter ->
                new Rng(counter) {
                  @Override
                  public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
                    return mean;
                  }
                });
    try (TrainState state = new TrainState(model, List.of(recipe));
        Stepper stepper =
            new Stepper(recipe, state, DeviceGroup.of(device), new Schedule.Constant(1), 1, 0)) {
      body.apply(stepper);
    }
  }

  /** Beyond what the kernels of the tier allocate, which the programs run alone tell. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0.9, 1"})
  void stepsMakeNoGarbage(int accumulate, double ema, double clip) {
    TrainOptions options =
        TinyRun.options(Map.of("accumulate", accumulate, "ema", ema, "clip", clip));
    try (Device device = Device.of(Tiers.of("cpu").only("ref"), Workers.caller());
        Model model = new Vae(TinyRun.config());
        Arena arena = Arena.ofConfined()) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
      MemorySegment whole = arena.allocate(16 * 36 * 4L, 64);
      MemorySegment ragged = whole.asSlice(0, 10 * 36 * 4L);
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper =
              new Stepper(recipe, state, DeviceGroup.of(device), options.rate(), 1000, 1)) {
        stepper.program(WHOLE, true);
        stepper.program(RAGGED, true);
        Bound[] programs = stepper.bounds().toArray(Bound[]::new);
        int[] runs = Arrays.stream(programs).mapToInt(p -> runs(p, accumulate)).toArray();
        Runnable steps = () -> steps(stepper, whole, ragged, accumulate);
        Runnable kernels = () -> run(programs, runs);
        long added = Long.MAX_VALUE;
        // The compiler removes what escapes nowhere only after it has seen enough.
        for (int round = 0; round < 40 && added >= 2_048; round++) {
          added = Math.abs(allocatedBy(steps) - allocatedBy(kernels));
        }
        assertTrue(added < 2_048, added + " bytes in 1000 steps");
      }
    }
  }

  private static Shape shape(int samples) {
    return Shape.of(samples).append(TinyRun.SAMPLE.sizes());
  }

  private static long allocatedBy(Runnable body) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    body.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** A thousand steps of whole and ragged batches in turn. */
  private static void steps(
      Stepper stepper, MemorySegment whole, MemorySegment ragged, int accumulate) {
    float sum = 0;
    for (int step = 0; step < 1000; step++) {
      boolean even = step % 2 == 0;
      for (int part = 1; part <= accumulate; part++) {
        StepProgram program =
            stepper.run(
                even ? whole : ragged,
                null,
                even ? WHOLE : RAGGED,
                step,
                step,
                1.0 / accumulate,
                part == accumulate);
        sum += program.value(0);
      }
    }
    assertTrue(Float.isFinite(sum));
  }

  /** How often a thousand steps run a program: of two batch sizes each takes every other. */
  private static int runs(Bound program, int accumulate) {
    boolean hasBatch =
        program.plan().inputs().stream().anyMatch(input -> input.name().equals("samples"));
    return hasBatch ? 500 * accumulate : 1000;
  }

  private static void run(Bound[] programs, int[] runs) {
    for (int i = 0; i < programs.length; i++) {
      for (int run = 0; run < runs[i]; run++) {
        programs[i].run();
      }
    }
  }

  @Test
  void fineTuning() throws IOException {
    byte[] first = TinyRun.train(folder.resolve("first"), Map.of("epochs", 4), 83);
    double[] loss = new double[2];
    for (int round = 0; round < 2; round++) {
      int now = round;
      String from = round == 0 ? "" : folder.resolve("first").toString();
      TrainingListener listener =
          new TrainingListener() {
            @Override
            public void step(Progress progress) {
              loss[now] += progress.value(0);
            }
          };
      Job job = TinyRun.job(folder.resolve("tuned" + round), Map.of("initFrom", from, "epochs", 1));
      try (Trainer trainer = Trainer.start(job, TinyRun.data(83), listener)) {
        trainer.run();
      }
    }
    assertTrue(loss[1] < loss[0], loss[1] + " from weights, " + loss[0] + " from nothing");
    assertArrayEquals(first, TinyRun.model(folder.resolve("first")));
    try (Model model = Saved.load(folder.resolve("first"))) {
      assertEquals(TinyRun.config(), model.config());
    }
  }
}
