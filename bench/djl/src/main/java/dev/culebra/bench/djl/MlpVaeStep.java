package dev.culebra.bench.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The step {@code mlp-vae n128} of {@code culebra bench} in Deep Java Library: 784-400-20,
 * Bernoulli likelihood, Adam. Run with {@code OMP_NUM_THREADS} set; prints samples per second.
 */
public final class MlpVaeStep {
  private static final int BATCH = 128;
  private static final int BATCHES = 8;
  private static final int PIXELS = 784;
  private static final int HIDDEN = 400;
  private static final int LATENT = 20;
  private static final int WARM_UP = 300;
  private static final int ROUNDS = 9;
  private static final int STEPS = 50;

  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final NDArray[] batches = new NDArray[BATCHES];
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build();
  private int next;

  private MlpVaeStep(NDManager manager) {
    this.manager = manager;
    layer("encoder", PIXELS, HIDDEN);
    layer("mean", HIDDEN, LATENT);
    layer("log_variance", HIDDEN, LATENT);
    layer("decoder", LATENT, HIDDEN);
    layer("output", HIDDEN, PIXELS);
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = manager.randomUniform(0, 1, new Shape(BATCH, PIXELS));
    }
  }

  private void layer(String name, int inputs, int outputs) {
    float bound = (float) (1 / Math.sqrt(inputs));
    parameter(name + ".weight", manager.randomUniform(-bound, bound, new Shape(outputs, inputs)));
    parameter(name + ".bias", manager.randomUniform(-bound, bound, new Shape(outputs)));
  }

  private void parameter(String name, NDArray value) {
    value.setRequiresGradient(true);
    parameters.put(name, value);
  }

  private NDArray linear(String name, NDArray x) {
    NDArray weight = parameters.get(name + ".weight");
    return Linear.linear(x, weight, parameters.get(name + ".bias")).singletonOrThrow();
  }

  private NDArray loss(NDArray x) {
    NDArray features = Activation.relu(linear("encoder", x));
    NDArray mean = linear("mean", features);
    NDArray logVariance = linear("log_variance", features);
    NDArray noise = x.getManager().randomNormal(new Shape(BATCH, LATENT));
    NDArray z = mean.add(logVariance.mul(0.5f).exp().mul(noise));
    NDArray logits = linear("output", Activation.relu(linear("decoder", z)));
    NDArray reconstruction =
        Activation.relu(logits).sub(logits.mul(x)).add(logits.abs().neg().exp().add(1).log()).sum();
    NDArray kl = logVariance.add(1).sub(mean.square()).sub(logVariance.exp()).sum().mul(-0.5f);
    return reconstruction.add(kl).div(BATCH);
  }

  private float run(boolean isWanted) {
    try (NDManager step = manager.newSubManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray batch = batches[next++ % BATCHES];
      batch.tempAttach(step);
      NDArray loss = loss(batch);
      collector.backward(loss);
      parameters.forEach(
          (name, parameter) -> {
            try (NDArray gradient = parameter.getGradient()) {
              adam.update(name, parameter, gradient);
            }
          });
      return isWanted ? loss.getFloat() : 0;
    }
  }

  public static void main(String[] arguments) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      MlpVaeStep step = new MlpVaeStep(manager);
      float first = step.run(true);
      for (int i = 0; i < WARM_UP; i++) {
        step.run(false);
      }
      double[] rates = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < STEPS; i++) {
          step.run(false);
        }
        rates[round] = BATCH * STEPS / ((System.nanoTime() - start) * 1e-9);
      }
      Arrays.sort(rates);
      System.out.printf(
          Locale.ROOT,
          "DJL with PyTorch %s: %,.0f samples/s, loss from %.1f to %.1f%n",
          Engine.getInstance().getVersion(),
          rates[ROUNDS / 2],
          first,
          step.run(true));
    }
  }
}
