package dev.culebra.train;

import dev.culebra.data.Codes;
import dev.culebra.data.Dataset;
import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small model on made-up pictures, which trains in a moment. */
final class TinyRun {
  static final Shape SAMPLE = Shape.of(6, 6, 1);

  private TinyRun() {}

  /** Pictures of bars with some noise, by a fixed seed. */
  static Split data(int samples) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[samples * 36];
    for (int sample = 0; sample < samples; sample++) {
      int bar = random.nextInt(6);
      boolean upright = random.nextBoolean();
      for (int pixel = 0; pixel < 36; pixel++) {
        boolean on = (upright ? pixel % 6 : pixel / 6) == bar;
        values[sample * 36 + pixel] = (float) (on ? 0.9 : 0.1 * random.nextDouble());
      }
    }
    return FloatArrays.split(FloatArrays.of("bars", values, SAMPLE));
  }

  /** The same with a label for each: whether the first row is all bright. */
  static Split labelled(int samples) {
    Dataset bars = data(samples).train();
    float[] values = new float[bars.count() * 36];
    int[] labels = new int[bars.count()];
    for (int i = 0; i < labels.length; i++) {
      bars.copy(i, MemorySegment.ofArray(values), i * 36 * 4L);
      labels[i] = values[36 * i] > 0.5 && values[36 * i + 1] > 0.5 ? 1 : 0;
    }
    return FloatArrays.split(
        FloatArrays.labelled("bars", values, SAMPLE, labels, List.of("other", "bar above")));
  }

  /** Coloured pictures of eight by eight, whose sides can be halved three times. */
  static Split pictures(int samples) {
    SplittableRandom random = new SplittableRandom(6);
    float[] values = new float[samples * 192];
    for (int sample = 0; sample < samples; sample++) {
      int[] edge = {random.nextInt(8), random.nextInt(8), random.nextInt(8)};
      for (int i = 0; i < 192; i++) {
        values[sample * 192 + i] = i / 24 > edge[i % 3] == i / 3 % 8 > edge[i % 3] ? 0.8f : 0.3f;
      }
    }
    return FloatArrays.split(FloatArrays.of("pictures", values, Shape.of(8, 8, 3)));
  }

  /** Four by four codes of five, with one of two labels, by a fixed seed. */
  static Split codes(int samples) {
    SplittableRandom random = new SplittableRandom(7);
    int[] codes = new int[samples * 16];
    int[] labels = new int[samples];
    for (int i = 0; i < codes.length; i++) {
      labels[i / 16] = i % 16 == 0 ? random.nextInt(2) : labels[i / 16];
      codes[i] = random.nextInt(3) + 2 * labels[i / 16];
    }
    return FloatArrays.split(
        Codes.of("codes", codes, Shape.of(4, 4), 5, labels, List.of("low", "high")));
  }

  static Vae.Config config() {
    return new Vae.Config(
        SAMPLE, Vae.Architecture.MLP, 12, List.of(4), 3, Vae.Likelihood.BERNOULLI, 1, 1);
  }

  /** Options for short runs without checkpoints by time, some replaced. */
  static TrainOptions options(Map<String, ?> changes) {
    return TrainOptions.STANDARD
        .with(
            "tiny",
            Map.of(
                "data",
                "bars",
                "batch",
                16,
                "epochs",
                3,
                "threads",
                1,
                "logEvery",
                3,
                "checkpointSeconds",
                0))
        .with("test", changes);
  }

  static Job job(Path folder, Map<String, ?> changes) {
    return new Job("vae", config(), options(changes), folder);
  }

  /** The values of each step, losses and their terms. */
  static List<Double> values(Job job, Split data) {
    List<Double> values = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            for (int i = 0; i < progress.names().size(); i++) {
              values.add(progress.value(i));
            }
          }
        };
    try (Trainer trainer = Trainer.start(job, data, listener)) {
      trainer.run();
    }
    return values;
  }

  /** Trains to the end and gives the model file's bytes. */
  static byte[] train(Path folder, Map<String, ?> changes, int samples) throws IOException {
    try (Trainer trainer =
        Trainer.start(job(folder, changes), data(samples), TrainingListener.NONE)) {
      trainer.run();
    }
    return model(folder);
  }

  static byte[] model(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("model.safetensors"));
  }
}
