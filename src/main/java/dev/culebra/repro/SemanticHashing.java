package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.data.Split;
import dev.culebra.eval.BinaryCodes;
import dev.culebra.eval.Pca;
import dev.culebra.eval.Retrieval;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.SemanticHash;
import dev.culebra.model.SemanticHash.Binarization;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Salakhutdinov and Hinton 2009 on MNIST: how often images near in their 32 bits show the same
 * digit. The paper has curves of texts only, so these figures are our own: every test image asks
 * for training images, and the same is asked of the signs of as many principal components.
 */
final class SemanticHashing implements Recipe {
  private static final int BITS = 32;
  private static final int EPOCHS = 60;
  private static final int[] RADII = {0, 2, 4, 6, 8, 10};
  private static final int NEAREST = 100;

  /** Of the noise before the code; the paper's variance is 16. */
  private static final double NOISE_DEVIATION = 4;

  @Override
  public String name() {
    return "semantic-hashing";
  }

  @Override
  public String paper() {
    return "Salakhutdinov & Hinton 2009: Semantic hashing";
  }

  @Override
  public String prints() {
    return "precision and recall on MNIST of 32 bits: by noise, straight through, of PCA's signs";
  }

  @Override
  public String scaling() {
    return "epochs, 60 in full";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    Map<String, ?> training =
        Map.of("data", "mnist", "batch", 100, "epochs", EPOCHS, "schedule", "cosine");
    TrainOptions options = budget.of(TrainOptions.STANDARD.with(name(), training));
    List<Trial> trials = new ArrayList<>();
    for (Binarization binarization : Binarization.values()) {
      SemanticHash.Config config =
          new SemanticHash.Config(
              Shape.of(28, 28, 1), List.of(500, 500), BITS, binarization, NOISE_DEVIATION);
      trials.add(
          new Trial(
              binarization.name().toLowerCase(Locale.ROOT), "semantic-hash", config, options));
    }
    return trials;
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>(rows(bench, "signs of PCA", false, () -> signs(bench)));
    for (Trial trial : trials(bench.budget())) {
      Trained trained = bench.train(trial.name());
      rows.addAll(rows(bench, "semantic hashing, " + trial.name(), true, () -> learned(trained)));
    }
    return new Table(
        rows,
        List.of(
            "MNIST, 10,000 test images as queries among 60,000 training images, right where the"
                + " digit is the same",
            "means over queries; one that finds nothing has precision 0; among the nearest 100,"
                + " items at the distance of the last count by the share of them that is taken",
            "the paper has curves of texts only; it pretrained with Boltzmann machines"));
  }

  /** Codes to find, and codes to find them by. */
  private record Sides(BinaryCodes items, BinaryCodes queries) {}

  /** The figures of one kind of codes, which are made only if a figure is missing. */
  private static List<Row> rows(
      Bench bench, String method, boolean isTrained, Supplier<Sides> codes) {
    Supplier<Sides> once = once(codes);
    Supplier<List<Retrieval.Point>> curve =
        once(
            () ->
                new Retrieval(once.get().items())
                    .curve(once.get().queries(), RADII[RADII.length - 1]));
    List<Row> rows = new ArrayList<>();
    for (int radius : RADII) {
      String within = " within " + radius + " bits";
      double precision =
          bench.figure(method + ", precision" + within, () -> curve.get().get(radius).precision());
      rows.add(row(method, "precision" + within, precision, isTrained));
      double recall =
          bench.figure(method + ", recall" + within, () -> curve.get().get(radius).recall());
      rows.add(row(method, "recall" + within, recall, isTrained));
    }
    String measure = "precision of the nearest " + NEAREST;
    double nearest =
        bench.figure(
            method + ", " + measure,
            () -> new Retrieval(once.get().items()).precisionAt(once.get().queries(), NEAREST));
    rows.add(row(method, measure, nearest, isTrained));
    return rows;
  }

  private static Row row(String method, String measure, double figure, boolean isTrained) {
    return isTrained
        ? Row.trained(method, measure, figure, 4, null)
        : Row.fixed(method, measure, figure, 4, null);
  }

  private static <T> Supplier<T> once(Supplier<T> costly) {
    List<T> kept = new ArrayList<>();
    return () -> {
      if (kept.isEmpty()) {
        kept.add(costly.get());
      }
      return kept.getFirst();
    };
  }

  private static Sides learned(Trained trained) {
    try (Autoencoder model = trained.autoencoder()) {
      Split data = trained.data();
      return new Sides(BinaryCodes.of(model, data.train()), BinaryCodes.of(model, data.test()));
    }
  }

  /** On which side of the mean a sample lies along each of the first components. */
  private static Sides signs(Bench bench) {
    Split data = bench.data("mnist");
    Pca pca = Pca.fit(data.train());
    return new Sides(signs(pca, data.train()), signs(pca, data.test()));
  }

  private static BinaryCodes signs(Pca pca, Dataset data) {
    float[] sample = new float[Math.toIntExact(data.sampleShape().elements())];
    float[] scores = new float[data.count() * BITS];
    for (int i = 0; i < data.count(); i++) {
      data.copy(i, MemorySegment.ofArray(sample), 0);
      double[] own = pca.transform(sample, BITS);
      for (int bit = 0; bit < BITS; bit++) {
        scores[i * BITS + bit] = (float) own[bit];
      }
    }
    int[] labels = IntStream.range(0, data.count()).map(data::label).toArray();
    return new BinaryCodes(BinaryCodes.pack(scores, data.count()), 1, labels);
  }
}
