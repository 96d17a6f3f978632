package dev.culebra.repro;

import dev.culebra.data.Split;
import dev.culebra.eval.Pca;
import dev.culebra.model.DeepAe;
import dev.culebra.shape.Shape;
import dev.culebra.train.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hinton and Salakhutdinov 2006: MNIST digits in thirty numbers, beside principal components. */
final class Hinton2006 implements Recipe {
  private static final String MEASURE = "test squared error";
  private static final String MEASURE_IN_FULL =
      "sum over the 784 pixels in [0,1], mean over the images";
  private static final String TRIAL = "deep-ae";
  private static final int PRETRAIN = 50;
  private static final int FINE_TUNING = 200;

  @Override
  public String name() {
    return "hinton2006";
  }

  @Override
  public String paper() {
    return "Hinton & Salakhutdinov 2006: Reducing the dimensionality of data with neural networks";
  }

  @Override
  public String prints() {
    return "squared error on MNIST of PCA and a deep autoencoder with 30 dimensions";
  }

  @Override
  public String scaling() {
    return "epochs of each Boltzmann machine, 50 in full, and of the fine-tuning, 200 in full";
  }

  @Override
  public List<Trial> trials(Budget budget) {
    DeepAe.Config own = DeepAe.Config.standard(Shape.of(28, 28, 1));
    int pretrain = (int) budget.of(PRETRAIN);
    DeepAe.Config config =
        new DeepAe.Config(
            own.input(),
            own.hidden(),
            own.latent(),
            pretrain,
            own.machineRate(),
            own.topRate(),
            own.weightCost());
    TrainOptions options =
        TrainOptions.STANDARD.with(
            name(),
            Map.of(
                "data",
                "mnist",
                "batch",
                100,
                "epochs",
                config.machines() * pretrain + budget.of(FINE_TUNING),
                "learningRate",
                1e-3,
                "schedule",
                "cosine"));
    return List.of(new Trial(TRIAL, "deep-ae", config, options));
  }

  @Override
  public Table table(Bench bench) {
    List<Row> rows = new ArrayList<>(components(bench));
    Trained trained = bench.train(TRIAL);
    double error = bench.figure(TRIAL, () -> trained.evaluation().terms().get("squared_error"));
    rows.add(
        Row.trained(
            "deep autoencoder, 784-1000-500-250-30", MEASURE, error, 3, Published.read("3.00")));
    return new Table(
        rows,
        List.of(
            "MNIST, 60,000 training and 10,000 test images; measure: " + MEASURE_IN_FULL,
            "the authors fine-tuned by conjugate gradients in batches of 1,000; here Adam from"
                + " 0.001 along a cosine in batches of 100"));
  }

  /** What principal components leave; fitted once, and only if a figure is missing. */
  private static List<Row> components(Bench bench) {
    Pca[] pca = new Pca[1];
    List<Row> rows = new ArrayList<>();
    for (int count : new int[] {2, 6, 18, 30}) {
      String method = "PCA, " + count + " components";
      double error =
          bench.figure(
              method,
              () -> {
                Split digits = bench.data("mnist");
                pca[0] = pca[0] == null ? Pca.fit(digits.train()) : pca[0];
                return pca[0].squaredError(digits.test(), count);
              });
      rows.add(Row.fixed(method, MEASURE, error, 3, count == 30 ? Published.read("13.87") : null));
    }
    return rows;
  }
}
