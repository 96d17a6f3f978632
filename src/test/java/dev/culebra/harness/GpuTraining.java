package dev.culebra.harness;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Mnist;
import dev.culebra.data.Split;
import dev.culebra.model.Vae;
import dev.culebra.model.VqVae;
import dev.culebra.shape.Shape;
import dev.culebra.train.Job;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.TrainResult;
import dev.culebra.train.Trainer;
import dev.culebra.train.TrainingListener;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Trains a model on digits as a run folder has it, with evaluation and checkpoint: twice on the
 * device, which must write the same bytes, and with three seeds on the CPU, beside which the
 * device's held-out loss must lie.
 *
 * @param model {@code vae} or {@code vq-vae}
 * @param folder where run folders are made
 * @param batch samples of a step
 */
record GpuTraining(String model, Path folder, int steps, int batch, Split digits) {
  private static final Shape DIGIT = Shape.of(28, 28, 1);
  private static final int SEEDS = 3;
  private static final int MOST_DIGITS = 20_000;

  GpuTraining(String model, Path folder, int steps, int batch) {
    this(model, folder, steps, batch, digits(Math.min(MOST_DIGITS, 40 * steps)));
  }

  /** Trains, and prints what comes of it. */
  boolean agrees(PrintStream out) {
    TrainResult first = train("cuda", 1, "first");
    TrainResult second = train("cuda", 1, "second");
    boolean isSame = mismatch(first.folder(), second.folder()) < 0;
    out.printf(
        "%s: %d steps, %.0f samples/s; a second run %s%n",
        model,
        steps,
        first.samplesPerSecond(),
        isSame ? "writes the same bytes" : "writes OTHER BYTES");
    double[] cpu = new double[SEEDS];
    for (int seed = 1; seed <= SEEDS; seed++) {
      String name = "seed " + seed;
      cpu[seed - 1] = train("cpu", seed, name).test().total();
    }
    double least = DoubleStream.of(cpu).min().orElseThrow();
    double most = DoubleStream.of(cpu).max().orElseThrow();
    double loss = first.test().total();
    boolean isNear = loss >= least - (most - least) && loss <= most + (most - least);
    out.printf(
        "%s: held-out loss %.5f; the CPU's with %d seeds %.5f to %.5f, and as much beyond is"
            + " allowed%s%n",
        model, loss, SEEDS, least, most, isNear ? "" : ": TOO FAR");
    return isSame & isNear;
  }

  private static Split digits(int count) {
    float[] pixels = Mnist.open().train().floats(0, count);
    return FloatArrays.split(FloatArrays.of("digits", pixels, DIGIT));
  }

  private TrainResult train(String device, long seed, String run) {
    Map<String, Object> changes =
        Map.of("device", device, "seed", seed, "steps", (long) steps, "batch", batch);
    TrainOptions options = TrainOptions.STANDARD.with("gpu-check", changes);
    Job job = new Job(model, config(), options, folder.resolve(model + " " + device + " " + run));
    try (Trainer trainer = Trainer.start(job, digits, TrainingListener.NONE)) {
      return trainer.run();
    }
  }

  private Record config() {
    return switch (model) {
      case "vae" ->
          new Vae.Config(
              DIGIT,
              Vae.Architecture.MLP,
              400,
              List.of(32, 64),
              20,
              Vae.Likelihood.BERNOULLI,
              1,
              1);
      case "vq-vae" -> new VqVae.Config(DIGIT, 128, 32, 64, 32, 2, 0.25, 0.99, 0, false, false);
      default -> throw new IllegalArgumentException(model + ": vae or vq-vae");
    };
  }

  private static long mismatch(Path first, Path second) {
    try {
      return Files.mismatch(
          first.resolve("model.safetensors"), second.resolve("model.safetensors"));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
