package dev.culebra.bench.dl4j;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The step {@code mlp-vae n128} of {@code culebra bench} in SameDiff, DeepLearning4J's automatic
 * differentiation: 784-400-20, Bernoulli likelihood, Adam. Run with {@code OMP_NUM_THREADS} set;
 * prints samples per second.
 */
public final class MlpVaeStep {
  private static final int BATCH = 128;
  private static final int BATCHES = 8;
  private static final int PIXELS = 784;
  private static final int HIDDEN = 400;
  private static final int LATENT = 20;
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 9;
  private static final int STEPS = 20;

  private final SameDiff graph = SameDiff.create();
  private final INDArray[] batches = new INDArray[BATCHES];
  private int next;

  private MlpVaeStep() {
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, BATCH, PIXELS);
    loss(x).rename("loss").markAsLoss();
    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-3))
            .dataSetFeatureMapping("x")
            .markLabelsUnused()
            .build());
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = Nd4j.rand(DataType.FLOAT, BATCH, PIXELS);
    }
  }

  /** A product and a sum; {@code graph.nn.linear} takes more than twice as long. */
  private SDVariable linear(String name, SDVariable x, int inputs, int outputs) {
    double bound = 1 / Math.sqrt(inputs);
    SDVariable weight = graph.var(name + ".weight", uniform(bound, inputs, outputs));
    return x.mmul(weight).add(graph.var(name + ".bias", uniform(bound, outputs)));
  }

  private static INDArray uniform(double bound, long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).muli(2 * bound).subi(bound);
  }

  private SDVariable loss(SDVariable x) {
    SDVariable features = graph.nn.relu(linear("encoder", x, PIXELS, HIDDEN), 0);
    SDVariable mean = linear("mean", features, HIDDEN, LATENT);
    SDVariable logVariance = linear("log_variance", features, HIDDEN, LATENT);
    SDVariable noise = graph.random.normal(0, 1, DataType.FLOAT, BATCH, LATENT);
    SDVariable z = mean.add(graph.math.exp(logVariance.mul(0.5)).mul(noise));
    SDVariable hidden = graph.nn.relu(linear("decoder", z, LATENT, HIDDEN), 0);
    SDVariable logits = linear("output", hidden, HIDDEN, PIXELS);
    SDVariable softplus = graph.math.log(graph.math.exp(graph.math.abs(logits).neg()).add(1));
    SDVariable reconstruction = graph.nn.relu(logits, 0).sub(logits.mul(x)).add(softplus).sum();
    SDVariable kl =
        logVariance
            .add(1)
            .sub(graph.math.square(mean))
            .sub(graph.math.exp(logVariance))
            .sum()
            .mul(-0.5);
    return reconstruction.add(kl).div(BATCH);
  }

  private INDArray batch() {
    return batches[next++ % BATCHES];
  }

  private void run() {
    graph.fit(new MultiDataSet(batch(), null));
  }

  private double loss() {
    return graph.outputSingle(Map.of("x", batch()), "loss").getDouble(0);
  }

  public static void main(String[] arguments) {
    MlpVaeStep step = new MlpVaeStep();
    double first = step.loss();
    for (int i = 0; i < WARM_UP; i++) {
      step.run();
    }
    double[] rates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < STEPS; i++) {
        step.run();
      }
      rates[round] = BATCH * STEPS / ((System.nanoTime() - start) * 1e-9);
    }
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "DL4J: %,.0f samples/s, loss from %.1f to %.1f%n",
        rates[ROUNDS / 2],
        first,
        step.loss());
  }
}
