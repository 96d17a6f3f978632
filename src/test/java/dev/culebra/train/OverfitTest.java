package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Split;
import dev.culebra.eval.Evaluation;
import dev.culebra.model.Zoo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model learns {@link EightSamples} by heart. What that makes of its loss is known. */
class OverfitTest {
  /** What may be lost: half of the probability. A certain sample stays likelier than all others. */
  private static final double NATS = Math.log(2);

  /** What it takes to tell one of two. */
  private static final double BIT = Math.log(2);

  private static final Split SMALL = EightSamples.pictures(EightSamples.SIDE);
  private static final Split LARGE = EightSamples.pictures(8);

  @TempDir private Path folder;

  /**
   * A model to train.
   *
   * @param term of the loss that is judged, or "total"
   * @param least what it cannot fall below
   * @param most what it must fall below
   */
  private record Case(TinyModels.Tiny tiny, String term, double least, double most) {
    private static final Map<String, ?> OPTIONS =
        Map.of("steps", 640, "learningRate", 0.01, "schedule", "cosine", "batch", 32);

    static Case of(String model, String title, Split data, double most, Object... config) {
      TinyModels.Tiny tiny =
          new TinyModels.Tiny(model, title, changed(Map.of(), config), OPTIONS, data);
      return new Case(tiny, "total", 0, most);
    }

    Case atLeast(double least) {
      return new Case(tiny, term, least, most);
    }

    Case by(String term) {
      return new Case(tiny, term, least, most);
    }

    Case with(Object... config) {
      return changed(changed(tiny.config(), config), tiny.options());
    }

    Case trained(Object... options) {
      return changed(tiny.config(), changed(tiny.options(), options));
    }

    private Case changed(Map<String, ?> config, Map<String, ?> options) {
      TinyModels.Tiny changed =
          new TinyModels.Tiny(tiny.model(), tiny.title(), config, options, tiny.data());
      return new Case(changed, term, least, most);
    }

    private static Map<String, ?> changed(Map<String, ?> fields, Object... changes) {
      Map<String, Object> changed = new HashMap<>(fields);
      for (int i = 0; i < changes.length; i += 2) {
        changed.put((String) changes[i], changes[i + 1]);
      }
      return changed;
    }

    @Override
    public String toString() {
      return tiny.toString();
    }
  }

  /** Variational autoencoders by the bound, so many bits of which they have to tell. */
  private static Case bound(String model, String title, int bits, Object... config) {
    return Case.of(model, title, SMALL, bits * EightSamples.bit() + NATS, config)
        .atLeast(bits * BIT);
  }

  /**
   * Squared error of a pixel in parts of the variance, which one half has: so little that all
   * pixels of a picture together have less, and the picture is right once it is rounded.
   */
  private static double everyPixel(Split data) {
    return 1.0 / data.train().sampleShape().elements();
  }

  /** Nearer than half the way to any other picture, from which it differs in a third at least. */
  private static final double NEAREST = 1.0 / 3;

  private static Stream<Case> plain() {
    return Stream.of(
        Case.of("ae", "mlp", SMALL, NATS, "hidden", List.of(24), "latent", 3),
        Case.of("ae", "top k", SMALL, NATS, "hidden", List.of(), "latent", 24)
            .with("regularizer", "top_k", "kept", 4),
        Case.of("ae", "gru", SMALL, NATS, "hidden", List.of(16), "latent", 4)
            .with("architecture", "gru"),
        Case.of("deep-ae", "tuned", SMALL, NATS, "hidden", List.of(24), "latent", 3)
            .with("pretrain", 0)
            .trained("learningRate", 0.05),
        Case.of("semantic-hash", "noise", SMALL, NATS, "hidden", List.of(24), "latent", 6));
  }

  private static Stream<Case> variational() {
    return Stream.of(
        bound("vae", "mlp", 3, "hidden", 24, "latent", 3),
        bound("iwae", "one layer", 3, "samples", 4, "latents", List.of(4), "hidden", List.of(24)),
        bound("iwae", "two layers", 3, "latents", List.of(6, 3), "hidden", List.of(24, 12))
            .with("bound", "vae", "samples", 1, "binarize", false),
        bound("cvae", "label", 2, "classes", 2, "hidden", 24, "latent", 3),
        bound("cvae", "quadrant", 0, "condition", "quadrant", "hidden", 24, "latent", 3),
        bound("cvae", "network", 0, "condition", "quadrant", "hidden", 24)
            .with("stochastic", false));
  }

  private static Stream<Case> discrete() {
    Split codes = EightSamples.codes();
    Split words = EightSamples.words();
    return Stream.of(
        Case.of("pixelcnn", "plain", codes, 3 * BIT + NATS, "values", 2, "hidden", 8, "layers", 3)
            .atLeast(3 * BIT)
            .trained("batch", 16, "steps", 300),
        Case.of("pixelcnn", "classes", codes, 2 * BIT + NATS, "values", 2, "hidden", 8, "layers", 3)
            .with("classes", 2)
            .atLeast(2 * BIT)
            .trained("batch", 16, "steps", 300),
        Case.of("seq2seq", "attention", words, NATS, "sources", 6, "targets", 6, "hidden", 16)
            .with("embedding", 5, "dropout", 0),
        Case.of("seq2seq", "plain", words, NATS, "sources", 6, "targets", 6, "hidden", 16)
            .with("embedding", 5, "dropout", 0, "cell", "gru")
            .with("attention", false, "bidirectional", false),
        Case.of("vq-vae", "averages", LARGE, everyPixel(LARGE), "codes", 16, "depth", 4)
            .with("hidden", 16, "residual", 8)
            .by("reconstruction")
            .trained("batch", 16));
  }

  /** Squared errors are sums over a picture in [0,1], where that of one half is a quarter. */
  private static Stream<Case> restoring() {
    return Stream.of(
        unet("denoise", 0.25).with("mostNoise", 0.3),
        unet("inpaint", 0.25).with("norm", "group"),
        unet("segment", NATS).with("classes", 2));
  }

  private static Case unet(String task, double most) {
    return Case.of("unet", task, SMALL, most, "task", task, "depth", 1, "width", 8)
        .with("up", "transposed")
        .trained("batch", 16);
  }

  private static Stream<Case> adversarial() {
    double most = everyPixel(SMALL);
    double variance = 0.25;
    return Stream.of(
        Case.of(
            "aae", "mlp", SMALL, most * variance, "hidden", 24, "latent", 3, "discriminator", 8),
        Case.of("acai", "critic", SMALL, most, "depth", 4, "scales", 1, "latent", 9),
        Case.of("acai-baseline", "plain", SMALL, most, "depth", 4, "scales", 1, "latent", 9),
        Case.of("alae", "mlp", SMALL, NEAREST, "hidden", 64, "latent", 8, "mapping", 3)
            .trained("beta1", 0.0, "beta2", 0.99, "learningRate", 0.03, "steps", 1500));
  }

  static List<Case> models() {
    return Stream.of(plain(), variational(), discrete(), restoring(), adversarial())
        .flatMap(cases -> cases)
        .toList();
  }

  @Test
  void everyModelIsHere() {
    assertEquals(
        Zoo.entries().stream().map(Zoo.Entry::name).collect(Collectors.toSet()),
        models().stream().map(each -> each.tiny.model()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("models")
  void learnsByHeart(Case each) {
    TinyModels.Tiny tiny = each.tiny;
    try (Trainer trainer =
        Trainer.start(
            tiny.job(folder.resolve("run"), Map.of()), tiny.data(), TrainingListener.NONE)) {
      Evaluation test = trainer.run().test();
      double end = each.term.equals("total") ? test.total() : test.terms().get(each.term);
      assertTrue(
          end >= each.least && end < each.most,
          () -> end + ": not " + each.least + " to " + each.most);
    }
  }
}
