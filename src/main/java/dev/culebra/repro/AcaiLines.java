package dev.culebra.repro;

import dev.culebra.data.Lines;
import dev.culebra.eval.LinesScore;
import dev.culebra.model.Aae;
import dev.culebra.model.Acai;
import dev.culebra.model.AcaiBaseline;
import dev.culebra.model.AcaiBaseline.Kind;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.AutoencoderOptions;
import dev.culebra.model.Model;
import dev.culebra.par.Workers;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.train.Snapshots;
import dev.culebra.train.TrainOptions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The lines benchmark of Berthelot, Raffel, Roy and Goodfellow 2019: seven autoencoders. */
final class AcaiLines implements Recipe {
  /** 2^24 samples in batches of 64. */
  private static final long STEPS = 1 << 18;

  /** Steps between two evaluations; the last ones count, by their median. */
  private static final long SPACING = 1024;

  private static final int EVALUATIONS = 20;

  /** How many do where the budget is reduced. */
  private static final int FEWER_EVALUATIONS = 5;

  /** Published means and deviations over five runs, by trial. */
  private static final Map<String, List<String>> TABLE =
      Map.of(
          "baseline", List.of("6.88 ± 0.21", "0.44 ± 0.04"),
          "dropout", List.of("2.85 ± 0.54", "0.74 ± 0.02"),
          "denoising", List.of("4.21 ± 0.32", "0.66 ± 0.02"),
          "vae", List.of("1.21 ± 0.17", "0.49 ± 0.13"),
          "aae", List.of("3.26 ± 0.19", "0.14 ± 0.02"),
          "vq-vae", List.of("5.41 ± 0.49", "0.77 ± 0.02"),
          "acai", List.of("0.24 ± 0.01", "0.10 ± 0.01"));

  @Override
  public String name() {
    return "acai-lines";
  }

  @Override
  public String paper() {
    return "Berthelot, Raffel, Roy & Goodfellow 2019: Understanding and improving interpolation in"
        + " autoencoders with an adversarial regularizer";
  }

  @Override
  public String prints() {
    return "how straight and how even seven autoencoders turn one line into another";
  }

  @Override
  public String scaling() {
    return "training steps, 262,144 in full, and the steps between evaluations";
  }

  @Override
  public boolean isDivisible() {
    return true;
  }

  @Override
  public List<Trial> trials(Budget budget) {
    Shape input = Shape.of(Lines.SIDE, Lines.SIDE, 1);
    TrainOptions options =
        TrainOptions.STANDARD.with(
            name(),
            Map.of(
                "data",
                "lines",
                "steps",
                budget.of(STEPS),
                "batch",
                64,
                "learningRate",
                1e-4,
                "checkpointEvery",
                budget.of(SPACING),
                "checkpointSeconds",
                0,
                "keep",
                evaluations(budget)));
    List<Trial> trials = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      String name =
          kind == Kind.PLAIN ? "baseline" : kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      trials.add(new Trial(name, "acai-baseline", AcaiBaseline.Config.of(input, kind), options));
    }
    trials.add(4, new Trial("aae", "aae", Aae.Config.lines(input), options));
    trials.add(new Trial("acai", "acai", Acai.Config.standard(input), options));
    return trials;
  }

  private static int evaluations(Budget budget) {
    return budget.isFull() ? EVALUATIONS : FEWER_EVALUATIONS;
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>();
    for (Trial trial : bench.trials()) {
      String key = trial.name();
      Trained trained = bench.train(key);
      List<LinesScore> scores = new ArrayList<>();
      double distance =
          bench.figure(
              key + " distance", () -> median(scores, trained, s -> 1000 * s.meanDistance()));
      double smoothness =
          bench.figure(
              key + " smoothness", () -> median(scores, trained, LinesScore::meanSmoothness));
      List<String> published = TABLE.get(key);
      rows.add(row(key, "mean distance x 10^-3", distance, published.getFirst()));
      rows.add(row(key, "mean smoothness", smoothness, published.getLast()));
    }
    return new Table(
        rows,
        List.of(
            "lines 32x32, an endless stream of training lines in the paper, 2^20 per epoch here;"
                + " lower is better in both measures; NaN: all frames of a row show the same,"
                + " nothing turns",
            "each figure is the median of the last "
                + evaluations(bench.budget())
                + " evaluations of one run, each"
                + " of 256 pairs of test lines and 16 frames; theirs is the mean of five runs",
            "codes of vq-vae start within 1/16384 of 0, theirs within 0.0135; no linear probe is"
                + " trained along, which no gradient passes"));
  }

  private static Row row(String key, String measure, double ours, String published) {
    return Row.trained(key, measure, ours, 2, Published.recalled(published));
  }

  private static double median(
      List<LinesScore> scores, Trained trained, ToDoubleFunction<LinesScore> measure) {
    if (scores.isEmpty()) {
      scores.addAll(scores(trained));
    }
    double[] sorted = scores.stream().mapToDouble(measure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The scores at the checkpoints that the run keeps. */
  private static List<LinesScore> scores(Trained trained) {
    LinesBenchmark benchmark = new LinesBenchmark();
    List<LinesScore> scores = new ArrayList<>();
    List<Path> checkpoints = Snapshots.of(trained.folder());
    try (Model model = trained.model();
        Workers workers = Workers.of(trained.threads());
        Autoencoder autoencoder =
            Autoencoder.over(
                model, AutoencoderOptions.DEFAULT.withThreads(trained.threads()).withPool(1))) {
      for (int number = 0; number < checkpoints.size(); number++) {
        Snapshots.read(checkpoints.get(number), model);
        Codes codes = new Codes(model, autoencoder, trained.seed(), number);
        scores.add(benchmark.score(codes, trained.data().test(), number, workers));
      }
    }
    return scores;
  }

  /** The codes that the paper interpolates: a draw of q of the variational one. */
  private record Codes(Model model, Autoencoder autoencoder, long seed, int number)
      implements LinesBenchmark.Interpolated {
    @Override
    public float[] codes(float[] pixels) {
      if (model instanceof AcaiBaseline baseline && baseline.config().kind() == Kind.VAE) {
        long[] counter = {seed, number, 0};
        Tensor samples =
            Tensor.of(Shape.of(2 * LinesBenchmark.PAIRS).append(model.input().sizes()), pixels);
        return baseline
            .drawnCode(samples, new Rng(Tensor.over(Rng.COUNTER, MemorySegment.ofArray(counter))))
            .toFloats();
      }
      return autoencoder.encode(pixels);
    }

    @Override
    public float[] pictures(float[] codes) {
      return autoencoder.decode(codes);
    }
  }
}
