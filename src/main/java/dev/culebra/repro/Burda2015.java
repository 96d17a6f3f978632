package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.eval.MarginalLikelihood;
import dev.culebra.model.Iwae;
import dev.culebra.model.Zoo;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Burda, Grosse and Salakhutdinov 2015, table 1 on MNIST: likelihood and active latents of
 * variational and importance weighted autoencoders with one stochastic layer and two. Or one cell
 * of it, a VAE of one layer, trained in half an hour instead of hours: larger batches and rates.
 *
 * @param name of the recipe
 * @param isWhole whether it is the whole table by the published training
 */
record Burda2015(String name, boolean isWhole) implements Recipe {
  /** How the one cell is trained, where that is not as published. */
  private static final Map<String, ?> SHORT =
      Map.of(
          "epochs",
          800,
          "batch",
          100,
          "schedule",
          "cosine",
          "lastRate",
          1e-5,
          "beta1",
          0.9,
          "epsilon",
          1e-8,
          "secondMoment",
          0);

  private static final int NLL_DRAWS = 5000;
  private static final int ACTIVITY_SAMPLES = 500;

  /** Test images that are judged after less than the whole training. */
  private static final int FEW = 1000;

  private static final String NLL = "test NLL in nats, 5000 importance samples";

  /** By layers, bound and k. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "1-vae-1", "86.76",
          "1-vae-5", "86.47",
          "1-vae-50", "86.35",
          "1-iwae-5", "85.54",
          "1-iwae-50", "84.78",
          "2-vae-1", "85.33",
          "2-vae-5", "85.01",
          "2-vae-50", "84.78",
          "2-iwae-5", "83.89",
          "2-iwae-50", "82.90");

  /** Active latents, layer by layer. */
  private static final Map<String, List<String>> PUBLISHED_ACTIVE =
      Map.of(
          "1-vae-1", List.of("19"),
          "1-vae-5", List.of("20"),
          "1-vae-50", List.of("20"),
          "1-iwae-5", List.of("22"),
          "1-iwae-50", List.of("25"),
          "2-vae-1", List.of("16", "5"),
          "2-vae-5", List.of("17", "5"),
          "2-vae-50", List.of("17", "5"),
          "2-iwae-5", List.of("21", "5"),
          "2-iwae-50", List.of("26", "7"));

  /** One cell of the table. */
  private record Cell(int layers, Iwae.Bound bound, int draws) {
    String key() {
      return layers + "-" + bound.name().toLowerCase(Locale.ROOT) + "-" + draws;
    }

    /** With one draw the two bounds are the same. */
    String title() {
      String kind = draws == 1 ? "VAE = IWAE" : bound.name();
      return kind + ", k = " + draws + ", stochastic layers " + layers;
    }

    Iwae.Config config() {
      List<Integer> latents = layers == 1 ? List.of(50) : List.of(100, 50);
      List<Integer> hidden = layers == 1 ? List.of(200) : List.of(200, 100);
      return new Iwae.Config(Shape.of(28, 28, 1), bound, draws, latents, hidden, true);
    }
  }

  @Override
  public String paper() {
    return "Burda, Grosse & Salakhutdinov 2015: Importance weighted autoencoders";
  }

  @Override
  public String prints() {
    return isWhole
        ? "test NLL and active latents on MNIST, k = 1, 5, 50"
        : "test NLL and active latents of a VAE on MNIST, trained in half an hour";
  }

  @Override
  public boolean isDivisible() {
    return isWhole;
  }

  @Override
  public String scaling() {
    return isWhole
        ? "fewer epochs of 3280; the eight learning rates stay, each for a smaller multiple of the"
            + " one before's epochs than three"
        : "fewer epochs of 800";
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>(List.of(new Cell(1, Iwae.Bound.VAE, 1)));
    if (isWhole) {
      cells.add(new Cell(2, Iwae.Bound.VAE, 1));
      for (int draws : new int[] {5, 50}) {
        for (int layers = 1; layers <= 2; layers++) {
          cells.add(new Cell(layers, Iwae.Bound.VAE, draws));
          cells.add(new Cell(layers, Iwae.Bound.IWAE, draws));
        }
      }
    }
    return cells;
  }

  @Override
  public List<Trial> trials(Budget budget) {
    TrainOptions options = options(budget);
    return cells().stream()
        .map(cell -> new Trial(cell.key(), "iwae", cell.config(), options))
        .toList();
  }

  private TrainOptions options(Budget budget) {
    TrainOptions published =
        TrainOptions.STANDARD
            .with(name, Zoo.find("iwae").training())
            .with(name, Map.of("data", "mnist", "epochs", 3280));
    if (!isWhole) {
      return budget.of(published.with(name, SHORT));
    }
    TrainOptions options = budget.of(published);
    return options.with(name, Map.of("growth", growth(options.epochs())));
  }

  /** How much longer each stage is than the one before, where the first takes one epoch. */
  private static double growth(int epochs) {
    double low = 1;
    double high = 3;
    for (int round = 0; round < 40; round++) {
      double middle = (low + high) / 2;
      if (Schedule.Stages.length(middle) < epochs) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.round(high * 1e4) / 1e4;
  }

  @Override
  public Table table(Bench bench) {
    List<Row> likelihoods = new ArrayList<>();
    List<Row> active = new ArrayList<>();
    List<String> chosen = bench.trials().stream().map(Trial::name).toList();
    for (Cell cell : cells()) {
      String key = cell.key();
      if (!chosen.contains(key)) {
        continue;
      }
      Trained trained = bench.train(key);
      double nll =
          bench.figure(
              key + " nll",
              () ->
                  trained.likelihood(
                      (likelihood, data) -> nll(likelihood, judged(bench.budget(), data))));
      likelihoods.add(Row.trained(cell.title(), NLL, nll, 2, Published.read(PUBLISHED.get(key))));
      for (int layer = 0; layer < cell.layers(); layer++) {
        int place = layer;
        double units =
            bench.figure(
                key + " active " + (layer + 1),
                () ->
                    trained.likelihood((likelihood, data) -> active(likelihood, data).get(place)));
        active.add(
            Row.trained(
                cell.title(),
                "active latents of layer " + (layer + 1),
                units,
                0,
                Published.recalled(PUBLISHED_ACTIVE.get(key).get(layer))));
      }
    }
    likelihoods.addAll(active);
    return new Table(likelihoods, notes(bench.budget()));
  }

  private List<String> notes(Budget budget) {
    List<String> notes = new ArrayList<>();
    if (!isWhole) {
      notes.add(
          "not the published training: 800 epochs of batches of 100, Adam's usual constants,");
      notes.add("cosine from 1e-3; published: 3280 epochs of batches of 20 (culebra repro iwae)");
    }
    notes.add("MNIST, 60,000 training images (the paper set 400 aside), 10,000 test images");
    if (isWhole && !budget.isFull()) {
      notes.add("with less than the whole budget the NLL is of the first 1,000 test images");
    }
    notes.add("pixels drawn anew each time an image is used, and once for the test");
    notes.add("active: the posterior mean varies by more than 0.01 over 500 test images");
    return notes;
  }

  /** Importance sampling of all test images takes longer than a short training. */
  private Dataset judged(Budget budget, Dataset data) {
    return isWhole && !budget.isFull() ? data.range(0, FEW) : data;
  }

  private static double nll(MarginalLikelihood likelihood, Dataset data) {
    return Arrays.stream(likelihood.negative(data, NLL_DRAWS, 1, done -> {}))
        .average()
        .orElseThrow();
  }

  private static List<Integer> active(MarginalLikelihood likelihood, Dataset data) {
    return likelihood.activeUnits(data.range(0, ACTIVITY_SAMPLES), 1);
  }
}
