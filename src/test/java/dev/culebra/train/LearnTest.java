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
import dev.culebra.run.Device;
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
  @CsvSource({"adam, 1, 0, 0", "adamw, 2, 0.9, 1", "sgd, 1, 0, 2"})
  void sameSeedSameBytes(String optimizer, int accumulate, double ema, double clip)
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
      step(device, whole, Map.of("clip", 1), s -> s.run(images, 24, 0, 0, 1, true));
      step(
          device,
          parts,
          Map.of("clip", 1, "accumulate", 2),
          s -> {
            s.run(images.asSlice(0, 16 * 36 * 4L), 16, 0, 0, 16 / 24.0, false);
            return s.run(images.asSlice(16 * 36 * 4L), 8, 0, 0, 8 / 24.0, true);
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
    StepRecipe plain = StepRecipe.of(model.steps().getFirst(), model.input(), options);
    StepRecipe recipe =
        new StepRecipe(
            plain.step(),
            plain.sample(),
            plain.rule(),
            plain.clip(),
            0,
            plain.accumulates(),
            counter ->
                new Rng(counter) {
                  @Override
                  public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
                    return mean;
                  }
                });
    try (TrainState state =
            new TrainState(model, recipe.step(), recipe.rule(), false, recipe.accumulates());
        Stepper stepper = new Stepper(recipe, state, device, new Schedule.Constant(1), 1, 0)) {
      body.apply(stepper);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 0.9, 1"})
  void stepsMakeNoGarbage(int accumulate, double ema, double clip) {
    Vae.Config config =
        new Vae.Config(
            Shape.of(28, 28, 1),
            Vae.Architecture.MLP,
            64,
            List.of(4),
            8,
            Vae.Likelihood.BERNOULLI,
            1,
            1);
    Job job = new Job("vae", config, TrainOptions.STANDARD, folder);
    TrainOptions options =
        TinyRun.options(Map.of("accumulate", accumulate, "ema", ema, "clip", clip));
    try (Device device = Device.cpu(Workers.of(2));
        Model model = job.entry().make(config);
        Arena arena = Arena.ofConfined()) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model.input(), options);
      MemorySegment images = arena.allocate(32 * 784 * 4L, 64);
      try (TrainState state =
              new TrainState(model, recipe.step(), recipe.rule(), ema > 0, accumulate > 1);
          Stepper stepper = new Stepper(recipe, state, device, options.rate(), 1000, 1)) {
        // Vectors are boxed until the compiler has seen enough of every kernel.
        int warmUps = 1;
        while (allocatedBySteps(stepper, images, accumulate) > 0 && warmUps < 40) {
          warmUps++;
        }
        long allocated = allocatedBySteps(stepper, images, accumulate);
        System.out.println(allocated + " bytes allocated in 100 steps after " + 100 * warmUps);
        assertTrue(allocated < 16_384, allocated + " bytes allocated in 100 steps");
      }
    }
  }

  private static long allocatedBySteps(Stepper stepper, MemorySegment images, int accumulate) {
    MemorySegment ragged = images.asSlice(0, 24 * 784 * 4L);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    float sum = 0;
    for (int step = 0; step < 100; step++) {
      for (int part = 1; part <= accumulate; part++) {
        long draw = (long) step * accumulate + part;
        // Whole and ragged batches in turn.
        int samples = step % 2 == 0 ? 32 : 24;
        StepProgram program =
            stepper.run(
                samples == 32 ? images : ragged,
                samples,
                draw,
                step,
                1.0 / accumulate,
                part == accumulate);
        sum += program.value(0);
      }
    }
    long after = threads.getCurrentThreadAllocatedBytes();
    assertTrue(Float.isFinite(sum));
    return after - before;
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
