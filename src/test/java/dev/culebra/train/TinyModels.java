package dev.culebra.train;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.PaddedPairs;
import dev.culebra.data.SequencePair;
import dev.culebra.data.Split;
import dev.culebra.model.Saved;
import dev.culebra.model.Zoo;
import dev.culebra.shape.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A small configuration of every model, with data that it trains on in a moment. */
final class TinyModels {
  private TinyModels() {}

  /**
   * A model to train.
   *
   * @param title tells apart several of one model
   * @param config the fields that differ from the standard ones; the input's shape is the data's
   * @param options the options that differ from {@link TinyRun}'s
   * @param data six by six bars for most
   */
  record Tiny(
      String model, String title, Map<String, ?> config, Map<String, ?> options, Split data) {
    Job job(Path folder, Map<String, ?> changes) {
      Zoo.Entry<?> entry = Zoo.find(model);
      Map<String, Object> fields = new HashMap<>(config);
      fields.put("input", Arrays.stream(data.train().sampleShape().sizes()).boxed().toList());
      Map<String, Object> all = new HashMap<>(options);
      all.putAll(changes);
      return new Job(model, Saved.configFrom(title, fields, entry), TinyRun.options(all), folder);
    }

    @Override
    public String toString() {
      return model + " " + title;
    }
  }

  static List<Tiny> all() {
    return List.of(
        new Tiny(
            "ae",
            "contractive salted",
            Map.of(
                "hidden",
                List.of(9),
                "latent",
                3,
                "regularizer",
                "contractive",
                "noise",
                "salt_pepper"),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "ae",
            "top k convolutional",
            Map.of(
                "architecture",
                "conv",
                "channels",
                List.of(3),
                "hidden",
                List.of(),
                "latent",
                7,
                "regularizer",
                "top_k",
                "kept",
                2,
                "noise",
                "masking"),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "ae",
            "lstm",
            Map.of("architecture", "lstm", "hidden", List.of(8), "latent", 3, "noise", "gaussian"),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "cvae",
            "label",
            Map.of("classes", 2, "hidden", 9, "latent", 3),
            Map.of(),
            TinyRun.labelled(83)),
        new Tiny(
            "cvae",
            "quadrant",
            Map.of("condition", "quadrant", "hidden", 9, "latent", 3, "binarize", true),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "cvae",
            "baseline",
            Map.of("condition", "quadrant", "quadrants", 3, "stochastic", false, "hidden", 9),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "aae",
            "mlp",
            Map.of("hidden", 8, "latent", 3, "discriminator", 7),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "aae",
            "labels joint",
            Map.of(
                "classes",
                2,
                "labels",
                true,
                "turns",
                "joint",
                "hidden",
                8,
                "latent",
                2,
                "discriminator",
                7),
            Map.of(),
            TinyRun.labelled(83)),
        new Tiny(
            "acai",
            "critic",
            Map.of("depth", 2, "scales", 1, "latent", 18),
            Map.of("batch", 9, "epochs", 2),
            TinyRun.data(40)),
        new Tiny(
            "alae",
            "mlp",
            Map.of("hidden", 8, "latent", 4, "mapping", 2),
            Map.of("epochs", 2, "beta1", 0.0, "beta2", 0.99, "ema", 0.9),
            TinyRun.data(83)),
        baseline("plain"),
        baseline("dropout"),
        baseline("denoising"),
        baseline("vae"),
        baseline("vq_vae"),
        new Tiny(
            "iwae",
            "two layers",
            Map.of("samples", 3, "latents", List.of(4, 2), "hidden", List.of(8, 6)),
            Map.of("schedule", "stages", "beta1", 0.99, "secondMoment", 0.0025),
            TinyRun.data(83)),
        new Tiny(
            "deep-ae",
            "pretrained",
            Map.of("hidden", List.of(5), "latent", 3, "pretrain", 6),
            Map.of("epochs", 14, "schedule", "cosine"),
            TinyRun.data(83)),
        new Tiny(
            "seq2seq",
            "attention",
            Map.of("sources", 8, "targets", 8, "embedding", 5, "hidden", 8),
            Map.of(),
            sequences(83)),
        new Tiny(
            "seq2seq",
            "plain",
            Map.of(
                "sources",
                8,
                "targets",
                8,
                "cell",
                "gru",
                "hidden",
                7,
                "layers",
                2,
                "bidirectional",
                false,
                "attention",
                false,
                "reversed",
                true),
            Map.of(),
            sequences(83)),
        new Tiny(
            "unet",
            "inpaint",
            Map.of("task", "inpaint", "depth", 1, "width", 3, "norm", "group", "down", "strided"),
            Map.of("epochs", 2),
            TinyRun.data(40)),
        new Tiny(
            "unet",
            "denoise batch norm",
            Map.of("depth", 1, "width", 3, "norm", "batch", "up", "transposed"),
            Map.of("epochs", 2),
            TinyRun.data(40)),
        new Tiny(
            "unet",
            "segment",
            Map.of("task", "segment", "classes", 2, "depth", 1, "width", 3),
            Map.of("epochs", 2),
            TinyRun.labelled(40)),
        new Tiny(
            "vae",
            "capacity binarized",
            Map.of("hidden", 12, "latent", 3, "objective", "capacity", "binarize", true),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "vae",
            "geco",
            Map.of("hidden", 12, "latent", 3, "objective", "geco", "samples", 2),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "semantic-hash",
            "noise",
            Map.of("hidden", List.of(9), "latent", 5),
            Map.of(),
            TinyRun.data(83)),
        new Tiny(
            "semantic-hash",
            "straight words",
            Map.of("hidden", List.of(), "latent", 70, "binarization", "straight"),
            Map.of(),
            words()),
        new Tiny(
            "pixelcnn",
            "classes",
            Map.of("values", 5, "classes", 2, "hidden", 4, "layers", 2),
            Map.of(),
            TinyRun.codes(60)),
        new Tiny(
            "vq-vae",
            "averages revived",
            Map.of("codes", 9, "depth", 3, "hidden", 6, "residual", 4, "revive", 0.3),
            Map.of("steps", 0),
            TinyRun.pictures(40)),
        new Tiny(
            "vq-vae",
            "gradient cosine",
            Map.of(
                "codes",
                9,
                "depth",
                3,
                "hidden",
                6,
                "blocks",
                1,
                "codeDecay",
                0,
                "cosine",
                true,
                "kmeans",
                false),
            Map.of("steps", 0),
            TinyRun.pictures(40)),
        new Tiny("vae", "mlp", Map.of("hidden", 12, "latent", 3), Map.of(), TinyRun.data(83)),
        new Tiny(
            "vae",
            "conv gaussian",
            Map.of(
                "architecture",
                "conv",
                "channels",
                List.of(3),
                "hidden",
                6,
                "latent",
                2,
                "likelihood",
                "gaussian"),
            Map.of("epochs", 2),
            TinyRun.data(40)));
  }

  /** Texts of eleven words, some of which are empty. */
  private static Split words() {
    SplittableRandom random = new SplittableRandom(6);
    float[] counts = new float[60 * 11];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = i / 11 % 9 == 0 ? 0 : random.nextInt(4);
    }
    return FloatArrays.split(FloatArrays.of("words", counts, Shape.of(11)));
  }

  private static Tiny baseline(String kind) {
    return new Tiny(
        "acai-baseline",
        kind,
        Map.of("kind", kind, "depth", 2, "scales", 1, "latent", 9, "codes", 13),
        Map.of("batch", 9, "epochs", 2),
        TinyRun.data(40));
  }

  /** Words of one to nine letters and what they say: every letter but those of one kind. */
  private static Split sequences(int count) {
    SplittableRandom random = new SplittableRandom(6);
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] letters = random.ints(1 + i % 9, 3, 8).toArray();
      int[] sounds = Arrays.stream(letters).filter(letter -> letter != 4).toArray();
      pairs.add(new SequencePair(letters, sounds));
    }
    return PaddedPairs.split("words", pairs);
  }
}
