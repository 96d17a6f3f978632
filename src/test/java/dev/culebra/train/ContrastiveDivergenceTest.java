package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Input;
import dev.culebra.model.DeepAe;
import dev.culebra.model.Step;
import dev.culebra.op.Cast;
import dev.culebra.op.Greater;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.Schedule;
import dev.culebra.optim.Sgd;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step of a Boltzmann machine is contrastive divergence as the authors' program writes it: hidden
 * and visible statistics of the data minus those of the reconstruction, in loops of doubles.
 */
class ContrastiveDivergenceTest {
  private static final int SAMPLES = 5;
  private static final int[] SIZES = {6, 4, 3};

  private final SplittableRandom random = new SplittableRandom(9);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aStepIsTheAuthorsOwn(int machine) {
    DeepAe.Config config =
        new DeepAe.Config(Shape.of(SIZES[0]), List.of(SIZES[1]), SIZES[2], 1, 0.1, 0.001, 2e-4);
    boolean isTop = machine == 1;
    float[] data = draws(SAMPLES * SIZES[0], false);
    float[] noise = draws(SAMPLES * SIZES[machine + 1], isTop);
    try (DeepAe model = new DeepAe(config);
        Device device = Device.cpu(Workers.caller());
        Arena arena = Arena.ofConfined()) {
      model.initialize(3);
      Map<String, double[]> wanted = byHand(model, machine, data, noise);
      Step step = model.steps().get(machine);
      StepRecipe recipe = recipe(step, model, noise);
      Schedule rate = step.update().rate();
      try (TrainState state = new TrainState(model, List.of(recipe));
          Stepper stepper = new Stepper(recipe, state, DeviceGroup.of(device), rate, 1, 0)) {
        MemorySegment samples = arena.allocate(4L * data.length, 64);
        samples.copyFrom(MemorySegment.ofArray(data));
        stepper.run(samples, null, Shape.of(SAMPLES, SIZES[0]), 0, 0, 1, true);
      }
      assertEquals(model.parameters().size(), wanted.size());
      for (Parameter parameter : model.parameters()) {
        float[] found = parameter.toFloats();
        for (int i = 0; i < found.length; i++) {
          assertEquals(wanted.get(parameter.name())[i], found[i], 1e-7, parameter + " at " + i);
        }
      }
    }
  }

  private float[] draws(int count, boolean isNormal) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (isNormal ? random.nextGaussian() : random.nextDouble());
    }
    return values;
  }

  /** The step with a hidden state of one wherever its probability is above what is given. */
  private static StepRecipe recipe(Step step, DeepAe model, float[] noise) {
    StepRecipe plain = StepRecipe.of(step, model, false, TrainOptions.STANDARD);
    Optimizer rule = plain.rule();
    assertEquals(new Sgd(0.5, false, 2e-4), rule);
    return new StepRecipe(
        step,
        plain.dtype(),
        false,
        rule,
        0,
        0,
        0,
        false,
        1,
        counter ->
            new Rng(counter) {
              @Override
              public Tensor bernoulli(String name, Tensor probabilities) {
                Tensor given = Tensor.of(probabilities.shape(), noise);
                return Tensor.apply(
                    values -> Cast.of(Greater.of(values[0], values[1]), DType.F32),
                    probabilities,
                    given);
              }

              @Override
              public Tensor normal(String name, Shape shape) {
                TensorType type = TensorType.f32(shape.sizes());
                return Tensor.of(Input.constant("noise", type, Tensor.of(shape, noise).data()));
              }
            });
  }

  /** What every parameter should be after one step, by name and in the file's order. */
  private static Map<String, double[]> byHand(
      DeepAe model, int machine, float[] data, float[] noise) {
    Map<String, double[]> parameters = new TreeMap<>();
    for (Parameter parameter : model.parameters()) {
      float[] now = parameter.toFloats();
      double[] wide = new double[now.length];
      for (int i = 0; i < now.length; i++) {
        wide[i] = now[i];
      }
      parameters.put(parameter.name(), wide);
    }
    boolean isTop = machine == 1;
    int visible = SIZES[machine];
    int hidden = SIZES[machine + 1];
    double rate = isTop ? 0.001 : 0.1;
    double[] weight = parameters.get("encoder." + machine + ".weight");
    double[] hiddenBias = parameters.get("encoder." + machine + ".bias");
    double[] visibleBias = parameters.get("decoder." + (1 - machine) + ".bias");
    double[] products = new double[weight.length];
    double[] hiddenSums = new double[hidden];
    double[] visibleSums = new double[visible];
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[] v = new double[SIZES[0]];
      for (int i = 0; i < v.length; i++) {
        v[i] = data[sample * v.length + i];
      }
      if (isTop) {
        v = up(v, parameters.get("encoder.0.weight"), parameters.get("encoder.0.bias"), false);
      }
      double[] h = up(v, weight, hiddenBias, isTop);
      double[] again = new double[visible];
      for (int i = 0; i < visible; i++) {
        double sum = visibleBias[i];
        for (int j = 0; j < hidden; j++) {
          double drawn = noise[sample * hidden + j];
          double state = isTop ? h[j] + drawn : h[j] > drawn ? 1 : 0;
          sum += state * weight[j * visible + i];
        }
        again[i] = 1 / (1 + Math.exp(-sum));
      }
      double[] hAgain = up(again, weight, hiddenBias, isTop);
      for (int j = 0; j < hidden; j++) {
        hiddenSums[j] += h[j] - hAgain[j];
        for (int i = 0; i < visible; i++) {
          products[j * visible + i] += h[j] * v[i] - hAgain[j] * again[i];
        }
      }
      for (int i = 0; i < visible; i++) {
        visibleSums[i] += v[i] - again[i];
      }
    }
    for (int k = 0; k < weight.length; k++) {
      weight[k] += rate * (products[k] / SAMPLES - 2e-4 * weight[k]);
    }
    for (int j = 0; j < hidden; j++) {
      hiddenBias[j] += rate * hiddenSums[j] / SAMPLES;
    }
    for (int i = 0; i < visible; i++) {
      visibleBias[i] += rate * visibleSums[i] / SAMPLES;
    }
    return parameters;
  }

  private static double[] up(double[] v, double[] weight, double[] bias, boolean isLinear) {
    double[] h = new double[bias.length];
    for (int j = 0; j < h.length; j++) {
      h[j] = bias[j];
      for (int i = 0; i < v.length; i++) {
        h[j] += weight[j * v.length + i] * v[i];
      }
      h[j] = isLinear ? h[j] : 1 / (1 + Math.exp(-h[j]));
    }
    return h;
  }
}
