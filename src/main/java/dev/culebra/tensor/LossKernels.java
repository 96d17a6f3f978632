package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.math.Philox;
import dev.culebra.op.BernoulliLogits;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.BernoulliLogitsSumGradient;
import dev.culebra.op.CrossEntropy;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianNll;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomUniform;
import dev.culebra.op.SquaredError;
import dev.culebra.op.SquaredErrorSum;
import dev.culebra.op.SquaredErrorSumGradient;
import java.util.List;

/** Draws, divergences and log-likelihoods; see {@link Kernels}. */
abstract class LossKernels extends LayerKernels {
  /**
   * A draw from N(mean, e^logVariance): {@code mean + e^(½·logVariance)·ε} with ε from {@link
   * #randomNormal} of the same seed, step and stream, in one pass (Kingma and Welling 2013).
   *
   * <p>Shapes: all three operands have one type.
   *
   * <pre>{@code
   * float[] latent = new float[2];
   * Kernels.gaussianSample(Operand.f32(new float[] {3, -3}, 1, 2),
   *     Operand.f32(new float[] {-200, -200}, 1, 2), 7, 0, "latent", Operand.f32(latent, 1, 2));
   * }</pre>
   *
   * @param stream name of the draw; seed, step and name fix every number
   * @throws OpException if types or memory do not fit
   */
  public static void gaussianSample(
      Operand mean, Operand logVariance, long seed, long step, String stream, Operand output) {
    Op op = new GaussianSample(Philox.stream(stream));
    run(op, List.of(mean, logVariance, counter(seed, step)), List.of(output));
  }

  /**
   * Divergence of N(mean, e^logVariance) from the standard normal, one number per sample, in nats:
   * {@code Σ ½·(e^logVariance − 1 − logVariance + mean²)} (Kingma and Welling 2013, appendix B).
   *
   * <p>Shapes: {@code [N,…] x [N,…] -> [N]}.
   *
   * <pre>{@code
   * float[] nats = new float[1];
   * Kernels.gaussianKl(Operand.f32(new float[] {1, 2}, 1, 2),
   *     Operand.f32(new float[] {0, 0}, 1, 2), Operand.f32(nats, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void gaussianKl(Operand mean, Operand logVariance, Operand output) {
    run(new GaussianKl(), List.of(mean, logVariance), List.of(output));
  }

  /**
   * Divergence of N(m, e^l) from N(n, e^k), one number per sample, in nats: {@code Σ ½·(e^(l−k) − 1
   * − (l−k) + (m−n)²·e^−k)}, as between the levels of a hierarchical model (Sønderby et al. 2016).
   *
   * <p>Shapes: four times {@code [N,…] -> [N]}.
   *
   * <pre>{@code
   * float[] nats = new float[1];
   * Kernels.gaussianPairKl(Operand.f32(new float[] {3}, 1, 1), Operand.f32(new float[] {0}, 1, 1),
   *     Operand.f32(new float[] {1}, 1, 1), Operand.f32(new float[] {0}, 1, 1),
   *     Operand.f32(nats, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void gaussianPairKl(
      Operand mean,
      Operand logVariance,
      Operand otherMean,
      Operand otherLogVariance,
      Operand output) {
    run(
        new GaussianPairKl(),
        List.of(mean, logVariance, otherMean, otherLogVariance),
        List.of(output));
  }

  /**
   * {@code (left − right)²}, element by element, under broadcasting. Its gradients, as those of all
   * losses here, come from {@link #gradient}.
   *
   * <pre>{@code
   * float[] errors = new float[2];
   * Kernels.squaredError(Operand.f32(new float[] {1, 5}, 2), Operand.f32(new float[] {2, 2}, 2),
   *     Operand.f32(errors, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void squaredError(Operand left, Operand right, Operand output) {
    run(new SquaredError(), List.of(left, right), List.of(output));
  }

  /**
   * {@link #squaredError} summed over each sample in one pass.
   *
   * <p>Shapes: {@code [N,…] x [N,…] -> [N]}.
   *
   * <pre>{@code
   * float[] error = new float[1];
   * Kernels.squaredErrorSum(Operand.f32(new float[] {1, 5}, 1, 2),
   *     Operand.f32(new float[] {2, 2}, 1, 2), Operand.f32(error, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void squaredErrorSum(Operand left, Operand right, Operand output) {
    run(new SquaredErrorSum(), List.of(left, right), List.of(output));
  }

  /**
   * Gradient of {@link #squaredErrorSum} in its left operand: {@code g·2·(left − right)}.
   *
   * <p>Shapes: {@code [N,…] x [N,…] x g[N] -> [N,…]}.
   *
   * <pre>{@code
   * float[] slope = new float[2];
   * Kernels.squaredErrorSumGradient(Operand.f32(new float[] {1, 5}, 1, 2),
   *     Operand.f32(new float[] {2, 2}, 1, 2), Operand.f32(new float[] {3}, 1),
   *     Operand.f32(slope, 1, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void squaredErrorSumGradient(
      Operand left, Operand right, Operand gradient, Operand output) {
    run(new SquaredErrorSumGradient(), List.of(left, right, gradient), List.of(output));
  }

  /**
   * Negative log-likelihood of targets under N(mean, e^logVariance), element by element, in nats:
   * {@code ½·(log 2π + logVariance + (target − mean)²·e^−logVariance)}.
   *
   * <p>Shapes: mean, target and output of one type; logVariance stretches to it, so one number may
   * serve all elements, or each may have its own.
   *
   * <pre>{@code
   * float[] nats = new float[2];
   * Kernels.gaussianNll(Operand.f32(new float[] {0, 1}, 1, 2), Operand.f32(new float[] {0}, 1),
   *     Operand.f32(new float[] {0, 3}, 1, 2), Operand.f32(nats, 1, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void gaussianNll(
      Operand mean, Operand logVariance, Operand target, Operand output) {
    run(new GaussianNll(), List.of(mean, logVariance, target), List.of(output));
  }

  /**
   * Cross-entropy of Bernoulli targets in [0, 1] under logits, element by element, in nats: {@code
   * max(l,0) − l·t + log(1 + e^−|l|)}, which neither overflows nor cancels.
   *
   * <p>Shapes: all three operands have one type.
   *
   * <pre>{@code
   * float[] nats = new float[2];
   * Kernels.bernoulliLogits(Operand.f32(new float[] {100, -100}, 1, 2),
   *     Operand.f32(new float[] {1, 1}, 1, 2), Operand.f32(nats, 1, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void bernoulliLogits(Operand logits, Operand targets, Operand output) {
    run(new BernoulliLogits(), List.of(logits, targets), List.of(output));
  }

  /**
   * {@link #bernoulliLogits} summed over each sample in one pass, in nats: the negative
   * log-likelihood of a Bernoulli decoder.
   *
   * <p>Shapes: {@code [N,…] x [N,…] -> [N]}.
   *
   * <pre>{@code
   * float[] nats = new float[1];
   * Kernels.bernoulliLogitsSum(Operand.f32(new float[] {100, -100}, 1, 2),
   *     Operand.f32(new float[] {1, 1}, 1, 2), Operand.f32(nats, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void bernoulliLogitsSum(Operand logits, Operand targets, Operand output) {
    run(new BernoulliLogitsSum(), List.of(logits, targets), List.of(output));
  }

  /**
   * Gradient of {@link #bernoulliLogitsSum} in the logits: {@code g·(sigmoid(l) − t)}.
   *
   * <p>Shapes: {@code [N,…] x [N,…] x g[N] -> [N,…]}.
   *
   * <pre>{@code
   * float[] slope = new float[2];
   * Kernels.bernoulliLogitsSumGradient(Operand.f32(new float[] {0, 100}, 1, 2),
   *     Operand.f32(new float[] {1, 1}, 1, 2), Operand.f32(new float[] {2}, 1),
   *     Operand.f32(slope, 1, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void bernoulliLogitsSumGradient(
      Operand logits, Operand targets, Operand gradient, Operand output) {
    run(new BernoulliLogitsSumGradient(), List.of(logits, targets, gradient), List.of(output));
  }

  /**
   * Negative log-likelihood of classes under {@code softmax(logits)} over the last axis, in nats:
   * {@code ln Σ e^(l − m) + (m − l[target])} with m the largest logit.
   *
   * <p>Shapes: {@code […,K] x i32[…] -> […]}.
   *
   * <pre>{@code
   * float[] nats = new float[1];
   * Kernels.crossEntropy(Operand.f32(new float[] {0, 200}, 1, 2),
   *     Operand.i32(new int[] {0}, 1), Operand.f32(nats, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit, or a target is outside [0, K)
   */
  public static void crossEntropy(Operand logits, Operand targets, Operand output) {
    run(new CrossEntropy(), List.of(logits, targets), List.of(output));
  }

  /**
   * Standard normal draws by Philox 4x32-10 (Salmon et al. 2011) and Box–Muller: the same bytes on
   * every tier, for any number of threads.
   *
   * <pre>{@code
   * float[] noise = new float[5];
   * Kernels.randomNormal(7, 0, "noise", Operand.f32(noise, 5));
   * }</pre>
   *
   * @param stream name of the draw; seed, step and name fix every number
   * @param output float32 of any shape
   * @throws OpException if the memory does not fit
   */
  public static void randomNormal(long seed, long step, String stream, Operand output) {
    Op op = new RandomNormal(output.type().shape(), Philox.stream(stream));
    run(op, List.of(counter(seed, step)), List.of(output));
  }

  /**
   * Uniform draws in the open interval (0, 1) by Philox 4x32-10 (Salmon et al. 2011): the same
   * bytes on every tier, for any number of threads.
   *
   * <pre>{@code
   * float[] chances = new float[5];
   * Kernels.randomUniform(7, 0, "chances", Operand.f32(chances, 5));
   * }</pre>
   *
   * @param stream name of the draw; seed, step and name fix every number
   * @param output float32 of any shape
   * @throws OpException if the memory does not fit
   */
  public static void randomUniform(long seed, long step, String stream, Operand output) {
    Op op = new RandomUniform(output.type().shape(), Philox.stream(stream));
    run(op, List.of(counter(seed, step)), List.of(output));
  }
}
