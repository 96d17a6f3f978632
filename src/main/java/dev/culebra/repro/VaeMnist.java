package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.eval.MarginalLikelihood;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Configs;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One variational autoencoder on MNIST under each of its objectives: what the latents cost, and
 * what they bring.
 */
final class VaeMnist implements Recipe {
  private static final String BOUND = "bound";
  private static final int NLL_DRAWS = 200;
  private static final int ACTIVITY_SAMPLES = 500;

  @Override
  public String name() {
    return "vae-mnist";
  }

  @Override
  public String paper() {
    return "Kingma & Welling 2013, Higgins et al. 2017, Burgess et al. 2018, Rezende & Viola 2018:"
        + " the objectives of variational autoencoders; likelihood beside pythae's reproduction";
  }

  @Override
  public String prints() {
    return "test NLL, KL, error and active latents on MNIST of a VAE by each objective";
  }

  @Override
  public String scaling() {
    return "epochs, 100 in full";
  }

  /** What differs from the 784-400-40 Bernoulli model trained by the bound, by trial. */
  private static SequencedMap<String, Map<String, ?>> objectives() {
    SequencedMap<String, Map<String, ?>> objectives = new LinkedHashMap<>();
    objectives.put(BOUND, Map.of());
    objectives.put("beta-4", Map.of("beta", 4.0));
    objectives.put("capacity-25", Map.of("objective", "capacity", "capacity", 25.0));
    objectives.put("geco-0.1", Map.of("objective", "geco", "tolerance", 0.1, "binarize", false));
    return objectives;
  }

  @Override
  public List<Trial> trials(Budget budget) {
    TrainOptions full =
        TrainOptions.STANDARD.with(
            name(),
            Map.of(
                "data",
                "mnist",
                "batch",
                100,
                "epochs",
                100,
                "learningRate",
                1e-3,
                "schedule",
                "cosine"));
    Vae.Config model =
        Configs.with(
            name(),
            Map.of("latent", 40, "binarize", true),
            Vae.Config.standard(Shape.of(28, 28, 1)));
    List<Trial> trials = new ArrayList<>();
    objectives()
        .forEach(
            (name, fields) ->
                trials.add(
                    new Trial(name, "vae", Configs.with(name, fields, model), budget.of(full))));
    return trials;
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>();
    for (String key : objectives().keySet()) {
      Trained trained = bench.train(key);
      if (key.equals(BOUND)) {
        double nll = bench.figure("nll", () -> trained.likelihood(VaeMnist::nll));
        Published theirs = Published.read("89.78 ± 0.01");
        rows.add(Row.trained(key, "test NLL in nats, 200 importance samples", nll, 2, theirs));
      }
      double kl = bench.figure(key + " kl", () -> trained.evaluation().terms().get("kl"));
      double error = bench.figure(key + " error", () -> rootMeanSquare(trained));
      double active = bench.figure(key + " active", () -> trained.likelihood(VaeMnist::active));
      rows.add(Row.trained(key, "test KL in nats", kl, 2, null));
      rows.add(Row.trained(key, "root mean square error of a pixel", error, 4, null));
      rows.add(Row.trained(key, "active latents of 40", active, 0, null));
    }
    return new Table(
        rows,
        List.of(
            "MNIST, 60,000 training and 10,000 test images, pixels drawn anew each time an image is"
                + " used; 784-400-40, batches of 100, Adam from 0.001 by a cosine to 0",
            "published: pythae, the same network, pixels drawn once for all (harder by about 2"
                + " nats), 500 epochs at 1e-4; reference 89.9 (Rezende & Mohamed 2015)",
            "error: images decoded from their posterior's mean beside the grey images; geco is"
                + " trained on those, since the noise of drawn pixels alone is above its 0.1, and"
                + " holds the error of drawn latents at that by its multiplier",
            "active: the posterior mean varies by more than 0.01 over 500 test images"));
  }

  private static double nll(MarginalLikelihood likelihood, Dataset data) {
    return Arrays.stream(likelihood.negative(data, NLL_DRAWS, 1, done -> {}))
        .average()
        .orElseThrow();
  }

  private static double active(MarginalLikelihood likelihood, Dataset data) {
    return likelihood.activeUnits(data.range(0, ACTIVITY_SAMPLES), 1).getFirst();
  }

  private static double rootMeanSquare(Trained trained) {
    Dataset test = trained.data().test();
    float[] images = test.floats(0, test.count());
    try (Autoencoder model = trained.autoencoder()) {
      float[] again = model.reconstruct(images);
      double sum = 0;
      for (int i = 0; i < images.length; i++) {
        double difference = (double) images[i] - again[i];
        sum += difference * difference;
      }
      return Math.sqrt(sum / images.length);
    }
  }
}
