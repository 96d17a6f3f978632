package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Unflatten;
import dev.culebra.op.MatMul;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.optim.Schedule;
import dev.culebra.optim.Sgd;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Deep autoencoder with greedy pretraining. Hinton and Salakhutdinov 2006, "Reducing the
 * dimensionality of data with neural networks".
 *
 * <p>Each pair of layers, one of the encoder and the one of the decoder that mirrors it, is first a
 * restricted Boltzmann machine on the features that the machines below it infer: logistic units
 * with energy {@code E(v,h) = −v·a − h·b − v·W·h}, and at the top linear hidden units with unit
 * Gaussian noise. One step of contrastive divergence, {@code ΔW ∝ ⟨v₀h₀⟩ − ⟨v₁h₁⟩} with
 * probabilities for the pixels and for both statistics, is the gradient of the difference of free
 * energies {@code F(v₀) − F(v₁)}, {@code v₁} held fixed. Then the machines are unrolled, {@code W}
 * up and {@code Wᵀ} down, and both sides are fine-tuned with the cross-entropy of the pixels. The
 * authors used conjugate gradients for that; here it is the run's optimizer.
 *
 * <p>A machine learns with a momentum of 0.5, after five epochs of 0.9; the velocity begins at zero
 * with each. Until the unrolling, the loss on held-out data is that of a decoder that has seen
 * nothing yet.
 */
public final class DeepAe extends Module implements LatentModel {
  /** Epochs of a machine before its momentum rises. */
  private static final int CALM = 5;

  private static final double FIRST_MOMENTUM = 0.5;
  private static final double LATER_MOMENTUM = 0.9;

  /**
   * @param input shape of one image, {@code [H,W,C]}, or {@code [features]} in [0, 1]
   * @param hidden units of each hidden layer of the encoder, outermost first
   * @param latent units of the code, which are linear
   * @param pretrain epochs of each Boltzmann machine; the training's further epochs fine-tune
   * @param machineRate learning rate of the machines with logistic units
   * @param topRate learning rate of the machine with linear units
   * @param weightCost weight decay of the machines
   */
  public record Config(
      Shape input,
      @Describe("units of each hidden layer of the encoder") List<Integer> hidden,
      @Describe("units of the code, which are linear") int latent,
      @Describe("epochs of each Boltzmann machine, 0 for none; the epochs after them fine-tune")
          int pretrain,
      @Describe("learning rate of the machines with logistic units") double machineRate,
      @Describe("learning rate of the machine with linear units") double topRate,
      @Describe("weight decay of the machines") double weightCost) {
    private static final Check CHECK = new Check("deep-ae");

    public Config {
      hidden = List.copyOf(hidden);
      CHECK.that(input.rank() == 3 || input.rank() == 1, "input", input + " is not [H,W,C] or [n]");
      CHECK.that(
          hidden.stream().allMatch(units -> units >= 1), "hidden", hidden + " has one below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(pretrain >= 0, "pretrain", pretrain + " is negative");
      requireRate("machineRate", machineRate);
      requireRate("topRate", topRate);
      CHECK.that(
          weightCost >= 0 && Double.isFinite(weightCost),
          "weightCost",
          weightCost + " is negative or not a number");
    }

    /** 784-1000-500-250-30, the paper's, with the ten epochs a machine of the authors' program. */
    public static Config standard(Shape input) {
      return new Config(input, List.of(1000, 500, 250), 30, 10, 0.1, 0.001, 2e-4);
    }

    /** Number of Boltzmann machines. */
    public int machines() {
      return hidden.size() + 1;
    }

    private static void requireRate(String field, double rate) {
      CHECK.that(rate > 0 && Double.isFinite(rate), field, rate + " is not above 0");
    }
  }

  private final Config config;

  /** From the image to the code; layer {@code i} is machine {@code i}'s way up. */
  private final List<Linear> encoder = new ArrayList<>();

  /** From the code to the image; its biases are the machines' visible ones, last machine first. */
  private final List<Linear> decoder = new ArrayList<>();

  public DeepAe(Config config) {
    this.config = config;
    List<Shape> sizes = new ArrayList<>(List.of(config.input()));
    config.hidden().forEach(units -> sizes.add(Shape.of(units)));
    sizes.add(Shape.of(config.latent()));
    for (int i = 0; i + 1 < sizes.size(); i++) {
      encoder.add(layer("encoder." + i, sizes.get(i), sizes.get(i + 1)));
    }
    for (int i = 0; i + 1 < sizes.size(); i++) {
      int machine = config.machines() - 1 - i;
      decoder.add(layer("decoder." + i, sizes.get(machine + 1), sizes.get(machine)));
    }
  }

  private Linear layer(String path, Shape input, Shape output) {
    return part(new Linear(path, input, output, Initializer.normal(0.1), Initializer.zeros()));
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Shape input() {
    return config.input();
  }

  @Override
  public Shape latent() {
    return Shape.of(config.latent());
  }

  @Override
  public String unit() {
    return "nats or squared error per sample";
  }

  @Override
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    int epochs = config.pretrain();
    for (int machine = 0; epochs > 0 && machine < config.machines(); machine++) {
      int begin = machine * epochs;
      int end = begin + epochs;
      int rise = Math.min(begin + CALM, end);
      steps.add(machineStep(machine, "calm", FIRST_MOMENTUM).during(begin, rise));
      if (rise < end) {
        steps.add(machineStep(machine, "fast", LATER_MOMENTUM).during(rise, end));
      }
    }
    steps.add(
        new Step("fine_tuning", this::losses, parameters())
            .during(config.machines() * epochs, Step.NEVER)
            .beginningWith(data -> unroll()));
    return steps;
  }

  private Step machineStep(int machine, String phase, double momentum) {
    Linear up = encoder.get(machine);
    List<Parameter> parameters = new ArrayList<>(up.parameters());
    parameters.add(visibleBias(machine));
    double rate = isTop(machine) ? config.topRate() : config.machineRate();
    return new Step(
            "rbm" + (machine + 1) + "_" + phase, input -> divergence(machine, input), parameters)
        .updatedBy(new Sgd(momentum, false, config.weightCost()), new Schedule.Constant(rate))
        .withGroups(
            List.of(
                new ParameterGroup("encoder." + machine + ".weight", 1, 1),
                new ParameterGroup("", 1, 0)));
  }

  private boolean isTop(int machine) {
    return machine == config.machines() - 1;
  }

  private Parameter visibleBias(int machine) {
    return decoder.get(config.machines() - 1 - machine).bias();
  }

  /** The contrastive divergence of a machine, and the squared error of its reconstruction. */
  private Losses divergence(int machine, StepInput input) {
    Tensor data = inferred(input.samples(), machine).stopGradient();
    Tensor again = reconstructed(machine, data, input.rng()).stopGradient();
    return Losses.of(freeEnergy(machine, data).subtract(freeEnergy(machine, again)))
        .with("squared_error", SquaredErrorLoss.of(again, data));
  }

  /** What the machines below one infer: its visible units. */
  private Tensor inferred(Tensor samples, int machine) {
    Tensor features = flat(samples);
    for (int below = 0; below < machine; below++) {
      features = Activation.SIGMOID.apply(encoder.get(below).apply(features));
    }
    return features;
  }

  /** One step of Gibbs sampling: hidden states are drawn, visible ones stay probabilities. */
  private Tensor reconstructed(int machine, Tensor visible, Rng rng) {
    Linear up = encoder.get(machine);
    Tensor input = up.apply(visible);
    Tensor states =
        isTop(machine)
            ? input.add(rng.normal("hidden", input.shape()))
            : rng.bernoulli("hidden", Activation.SIGMOID.apply(input));
    return Activation.SIGMOID.apply(
        Tensor.apply(new MatMul(false, true), states, up.weight())
            .add(visibleBias(machine).tensor()));
  }

  /**
   * {@code F(v) = −log Σₕ exp(−E(v,h))}, but for a constant: {@code −v·a − Σⱼ softplus(xⱼ)} with
   * {@code x = v·W + b}, for Gaussian hidden units {@code −v·a − ½·‖x‖²}.
   */
  private Tensor freeEnergy(int machine, Tensor visible) {
    Tensor input = encoder.get(machine).apply(visible);
    Tensor hidden =
        isTop(machine) ? input.square().affine(0.5, 0) : Activation.SOFTPLUS.apply(input);
    Tensor own = visible.multiply(visibleBias(machine).tensor());
    return own.sumPerSample().add(hidden.sumPerSample()).affine(-1, 0);
  }

  /** Sets the decoder's weights to the encoder's, transposed. */
  private void unroll() {
    for (int machine = 0; machine < config.machines(); machine++) {
      Parameter up = encoder.get(machine).parameters().getFirst();
      Parameter down = decoder.get(config.machines() - 1 - machine).parameters().getFirst();
      // Files hold [outputs,inputs], whatever the engine's layout.
      float[] weights = up.toFloats();
      int inputs = up.layout().stored().size(1);
      float[] transposed = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        transposed[i % inputs * (weights.length / inputs) + i / inputs] = weights[i];
      }
      down.setFile(MemorySegment.ofArray(transposed));
    }
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = input.samples();
    Tensor logits = logits(encode(images));
    return Losses.of(BernoulliLoss.of(logits, images))
        .with("squared_error", SquaredErrorLoss.of(Activation.SIGMOID.apply(logits), images));
  }

  @Override
  public Tensor encode(Tensor images) {
    return encoder.getLast().apply(inferred(images, config.machines() - 1));
  }

  @Override
  public Tensor decode(Tensor latents) {
    return Activation.SIGMOID.apply(logits(latents));
  }

  private Tensor logits(Tensor latents) {
    Tensor features = decoder.getFirst().apply(latents);
    for (Linear layer : decoder.subList(1, decoder.size())) {
      features = layer.apply(Activation.SIGMOID.apply(features));
    }
    return config.input().rank() == 3 ? new Unflatten(config.input()).apply(features) : features;
  }

  private Tensor flat(Tensor samples) {
    return config.input().rank() == 3 ? new Flatten().apply(samples) : samples;
  }
}
