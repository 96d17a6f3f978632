package dev.culebra.cli;

import dev.culebra.data.Dataset;
import dev.culebra.eval.Curves;
import dev.culebra.eval.Curves.Curve;
import dev.culebra.eval.Figures;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.AutoencoderOptions;
import dev.culebra.model.InferenceFunction;
import dev.culebra.shape.Shape;
import dev.culebra.train.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The pictures that a training leaves in its run folder. */
final class RunPictures {
  private static final int SAMPLES = 64;
  private static final int PAIRS = 24;
  private static final int OF_A_CLASS = 10;
  private static final long SEED = 1;

  private RunPictures() {}

  /**
   * Draws them anew.
   *
   * @param title what they are headed by
   * @param images held-out images to reconstruct
   * @return the files written
   */
  static List<Path> write(Console console, Path run, String title, Dataset images) {
    List<Path> files = new ArrayList<>();
    String unit;
    try (Autoencoder model =
        Autoencoder.load(run, AutoencoderOptions.DEFAULT.withPool(1).withMaxBatch(SAMPLES))) {
      unit = model.unit();
      if (model.can(InferenceFunction.SAMPLE) && model.input().rank() == 3) {
        Path samples = run.resolve("samples.png");
        Figures.page(
            samples,
            title,
            SAMPLES + " samples drawn from the prior, seed " + SEED,
            model.sample(SAMPLES, SEED),
            model.input());
        files.add(samples);
      }
      if (model.can(InferenceFunction.SAMPLE_CLASS)) {
        files.add(classes(run, title, model));
      }
      if (model.can(InferenceFunction.RECONSTRUCT) && model.input().rank() == 3) {
        Path reconstructions = run.resolve("reconstructions.png");
        float[] originals =
            InferenceCommand.pixels(images, 0, Math.min(PAIRS, images.count()), model);
        Figures.reconstructions(
            reconstructions, title, originals, model.reconstruct(originals), model.input());
        files.add(reconstructions);
      }
      if (model.can(InferenceFunction.RESTORE) || model.can(InferenceFunction.SEGMENT)) {
        files.add(repaired(run, title, model, images));
      }
    }
    Path curves = run.resolve("curves.png");
    if (Curves.write(curves, unit, curves(RunFolder.metrics(run)))) {
      files.add(curves);
    } else if (Figures.textRefusal() != null) {
      console.err().println("culebra: no curves.png: " + Figures.textRefusal());
    }
    return files;
  }

  /** Images, damaged images and restored ones, or images and the kinds of their pixels. */
  private static Path repaired(Path run, String title, Autoencoder model, Dataset images) {
    float[] clean = InferenceCommand.pixels(images, 0, Math.min(PAIRS, images.count()), model);
    if (model.can(InferenceFunction.RESTORE)) {
      Path file = run.resolve("restored.png");
      Figures.versions(
          file,
          title,
          "from above: held-out images; damaged; restored",
          List.of(clean, model.damage(clean), model.restore(clean)),
          model.input());
      return file;
    }
    Path file = run.resolve("segments.png");
    float[] grey = grey(clean, model.input());
    Figures.versions(
        file,
        title,
        "above: held-out images; below: the kind of each pixel, background black",
        List.of(grey, kinds(model.segment(clean), grey.length)),
        model.input().with(2, 1));
    return file;
  }

  /** The first channel. */
  private static float[] grey(float[] images, Shape sample) {
    float[] grey = new float[images.length / sample.size(2)];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = images[i * sample.size(2)];
    }
    return grey;
  }

  /** The likeliest kind of each pixel as a shade of grey, the last one white. */
  private static float[] kinds(float[] probabilities, int pixels) {
    int kinds = probabilities.length / pixels;
    float[] shades = new float[pixels];
    for (int i = 0; i < pixels; i++) {
      int likeliest = 0;
      for (int kind = 1; kind < kinds; kind++) {
        if (probabilities[i * kinds + kind] > probabilities[i * kinds + likeliest]) {
          likeliest = kind;
        }
      }
      shades[i] = (float) likeliest / (kinds - 1);
    }
    return shades;
  }

  /** Some samples of each class, one class a row. */
  private static Path classes(Path run, String title, Autoencoder model) {
    int[] labels =
        IntStream.range(0, model.classes() * OF_A_CLASS).map(i -> i / OF_A_CLASS).toArray();
    Path file = run.resolve("classes.png");
    String caption = OF_A_CLASS + " samples of each class, one class a row, seed " + SEED;
    Figures.page(file, title, caption, model.sample(labels, SEED), model.input(), OF_A_CLASS);
    return file;
  }

  /**
   * A curve for each value. Training is shown by the means of epochs, and while there are too few
   * of those by the lines in between.
   */
  private static List<Curve> curves(List<Map<String, Object>> metrics) {
    long epochs = metrics.stream().filter(line -> isEvaluation(line) && has(line, "train")).count();
    SequencedMap<String, Curve> curves = new LinkedHashMap<>();
    for (Map<String, Object> line : metrics) {
      double epoch = ((Number) line.get("epoch")).doubleValue();
      if (isEvaluation(line) == (epochs >= 2) && line.get("train") instanceof Map<?, ?> train) {
        train.forEach((name, value) -> add(curve(curves, name).train(), epoch, value));
      }
      if (line.get("test") instanceof Map<?, ?> test) {
        test.forEach((name, value) -> add(curve(curves, name).test(), epoch, value));
      }
    }
    return List.copyOf(curves.values());
  }

  private static boolean isEvaluation(Map<String, Object> line) {
    return has(line, "test");
  }

  private static boolean has(Map<String, Object> line, String key) {
    return line.get(key) instanceof Map<?, ?>;
  }

  private static Curve curve(Map<String, Curve> curves, Object name) {
    return curves.computeIfAbsent(name.toString(), Curve::of);
  }

  private static void add(Curves.Points points, double epoch, Object value) {
    if (value instanceof Number number) {
      points.add(epoch, number.doubleValue());
    }
  }
}
