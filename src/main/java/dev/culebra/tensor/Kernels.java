package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.math.Philox;
import dev.culebra.op.AdamStep;
import dev.culebra.op.BernoulliLogits;
import dev.culebra.op.BernoulliLogitsSum;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.MatMul;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomUniform;
import dev.culebra.op.Softmax;
import dev.culebra.op.VqNearest;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * Single kernels on memory or arrays with explicit shapes: no trace, no plan, nothing to set up.
 *
 * <p>Every call goes to the fastest tier that takes it, on the caller's thread, unless {@link
 * #using} says otherwise. Types, shapes, sizes, alignment, overlap, freed and read-only memory are
 * checked before anything is written; an index outside its axis ends a call when it is met. Either
 * is an {@link OpException} that reads {@code [op] fact; fact} with all types. Any thread may call.
 *
 * <p>Divergences and log-likelihoods are in nats. Elements are float32 on every tier, float64 on
 * the reference only.
 */
public final class Kernels {
  private static final ScopedValue<KernelOptions> OPTIONS = ScopedValue.newInstance();

  private Kernels() {}

  /**
   * Runs calls of this class with other options, in this thread until {@code action} returns.
   *
   * <pre>{@code
   * float[] product = new float[1];
   * Kernels.using(KernelOptions.tier("ref"), () -> Kernels.matmul(
   *     Operand.f32(new float[] {1, 2}, 1, 2), Operand.f32(new float[] {3, 4}, 2, 1),
   *     Operand.f32(product, 1, 1)));
   * }</pre>
   */
  public static void using(KernelOptions options, Runnable action) {
    ScopedValue.where(OPTIONS, options).run(action);
  }

  /**
   * Applies any operation, also one from outside the jar. The last outputs may be left out; they
   * are then computed and dropped.
   *
   * <pre>{@code
   * float[] roots = new float[3];
   * Kernels.run(new Sqrt(), List.of(Operand.f32(new float[] {1, 4, 9}, 3)),
   *     List.of(Operand.f32(roots, 3)));
   * }</pre>
   *
   * @throws OpException if something does not fit, or no tier has a kernel for these types
   */
  public static void run(Op op, List<Operand> inputs, List<Operand> outputs) {
    KernelOptions options = OPTIONS.orElse(KernelOptions.FASTEST);
    boolean alone = options.workers().threads() == 1;
    Arena arena = alone ? Arena.ofConfined() : Arena.ofShared();
    try (PreparedKernel kernel = PreparedKernel.of(op, inputs, outputs, options, arena)) {
      kernel.run();
    }
  }

  /**
   * Makes ready what {@link #run} does, with its errors, to be repeated without allocation.
   *
   * <pre>{@code
   * float[] counts = {1, 2};
   * Operand operand = Operand.f32(counts, 2);
   * try (PreparedKernel doubling =
   *     Kernels.prepare(new Add(), List.of(operand, operand), List.of(operand))) {
   *   doubling.run();
   * }
   * }</pre>
   */
  public static PreparedKernel prepare(Op op, List<Operand> inputs, List<Operand> outputs) {
    return prepare(op, inputs, outputs, OPTIONS.orElse(KernelOptions.FASTEST));
  }

  /** As {@link #prepare(Op, List, List)} with the given options. */
  public static PreparedKernel prepare(
      Op op, List<Operand> inputs, List<Operand> outputs, KernelOptions options) {
    return PreparedKernel.of(op, inputs, outputs, options, Arena.ofShared());
  }

  /**
   * Matrix product {@code output = left · right} over the last two axes; axes before them count
   * independent products and must be equal.
   *
   * <p>Shapes: {@code [...,M,K] x [...,K,N] -> [...,M,N]}. {@link MatMul} with {@link #run} also
   * takes transposed operands.
   *
   * <pre>{@code
   * float[] product = new float[4];
   * Kernels.matmul(Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
   *     Operand.f32(new float[] {1, 0, 0, 1, 1, 1}, 3, 2), Operand.f32(product, 2, 2));
   * }</pre>
   *
   * @throws OpException if ranks, leading axes, depths or memory do not fit
   */
  public static void matmul(Operand left, Operand right, Operand output) {
    run(new MatMul(false, false), List.of(left, right), List.of(output));
  }

  /**
   * Two-dimensional cross-correlation, channels last: {@code y[n,i,j,o] = Σ x[n, i·s+k·d−p, …, c] ·
   * w[k,l,c,o]}, with zeros outside the image.
   *
   * <p>Shapes: {@code x[N,H,W,C], w[KH,KW,C/groups,O] -> y[N,H',W',O]} with {@code H' =
   * ⌊(H+top+bottom−d·(KH−1)−1)/s⌋+1}.
   *
   * <pre>{@code
   * float[] edges = new float[3];
   * Kernels.conv2d(Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
   *     Operand.f32(new float[] {-1, 1}, 1, 2, 1, 1), Window2d.of(1, 0), 1,
   *     Operand.f32(edges, 1, 1, 3, 1));
   * }</pre>
   *
   * @param window stride s, padding p and dilation d, along each axis
   * @param groups channel groups; divides both channel counts
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void conv2d(
      Operand input, Operand weight, Window2d window, int groups, Operand output) {
    run(new Conv2d(window, groups), List.of(input, weight), List.of(output));
  }

  /**
   * The adjoint of {@link #conv2d} in its input, also called transposed convolution: {@code
   * ⟨conv2d(x), y⟩ = ⟨x, convTranspose2d(y)⟩} for the same weight, window and groups.
   *
   * <p>Shapes: {@code y[N,H',W',O], w[KH,KW,C/groups,O] -> x[N,H,W,C]}; H and W are taken from the
   * output's type, since several sizes convolve to the same {@code H'} (PyTorch's {@code
   * output_padding} picks among them).
   *
   * <pre>{@code
   * float[] image = new float[4];
   * Kernels.convTranspose2d(Operand.f32(new float[] {1, 2}, 1, 1, 2, 1),
   *     Operand.f32(new float[] {10, 1}, 1, 2, 1, 1), Window2d.of(2, 0), 1,
   *     Operand.f32(image, 1, 1, 4, 1));
   * }</pre>
   *
   * @param window of the convolution that this is the adjoint of
   * @param groups channel groups
   * @throws OpException if ranks, channels, sizes or memory do not fit
   */
  public static void convTranspose2d(
      Operand input, Operand weight, Window2d window, int groups, Operand output) {
    Shape shape = output.type().shape();
    if (shape.rank() != 4) {
      String facts = "the output is " + output.type() + "; rank 4 needed with " + input.type();
      throw new OpException("conv_transpose2d", facts);
    }
    Op op = new ConvTranspose2d(window, groups, shape.size(1), shape.size(2));
    run(op, List.of(input, weight), List.of(output));
  }

  /**
   * {@code e^(x−m)/Σ e^(x−m)} along an axis, with m its largest element.
   *
   * <p>Shapes: any; both operands have one type and may be the same memory.
   *
   * <pre>{@code
   * float[] odds = new float[2];
   * Kernels.softmax(Operand.f32(new float[] {0, 0}, 2), -1, Operand.f32(odds, 2));
   * }</pre>
   *
   * @param axis negative axes count from the end
   * @throws OpException if the axis or the memory do not fit
   */
  public static void softmax(Operand input, int axis, Operand output) {
    int resolved = axis < 0 ? axis + input.type().shape().rank() : axis;
    run(new Softmax(resolved), List.of(input), List.of(output));
  }

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

  /** The counter of a draw whose first element has number 0. */
  private static Operand counter(long seed, long step) {
    return Operand.i64(new long[] {seed, step, 0}, 3);
  }

  /**
   * One step of Adam (Kingma and Ba 2014) in PyTorch's form, in place: with g the gradient, {@code
   * m += (g−m)·(1−β1)}, {@code v = β2·v + (1−β2)·g²}, {@code p −= lr/(1−β1ᵗ) · m/(√v/√(1−β2ᵗ) +
   * ε)}. Bias corrections are computed in double.
   *
   * <p>Shapes: all four operands have one type; all but the gradient are overwritten. Many tensors
   * at once: {@link #run} the rule on the operands that {@link AdamStep} lists.
   *
   * <pre>{@code
   * float[] weight = {1};
   * Kernels.adamStep(new AdamStep(0.9, 0.999, 1e-8, 0, false), Operand.f32(weight, 1),
   *     Operand.f32(new float[] {4}, 1), Operand.f32(new float[1], 1),
   *     Operand.f32(new float[1], 1), 0.25, 1);
   * }</pre>
   *
   * @param rule decays β1 and β2, ε, and weight decay
   * @param step number t of the step, from 1
   * @throws OpException if types or memory do not fit
   */
  public static void adamStep(
      AdamStep rule,
      Operand parameter,
      Operand gradient,
      Operand firstMoment,
      Operand secondMoment,
      double learningRate,
      long step) {
    float[] rates = {
      (float) learningRate,
      (float) (learningRate / (1 - Math.pow(rule.beta1(), step))),
      (float) Math.sqrt(1 - Math.pow(rule.beta2(), step))
    };
    Operand always = Operand.f32(new float[] {1});
    run(
        rule,
        List.of(parameter, gradient, firstMoment, secondMoment, Operand.f32(rates, 3), always),
        List.of(parameter, firstMoment, secondMoment));
  }

  /**
   * Long short-term memory over a whole sequence (Hochreiter and Schmidhuber 1997) in PyTorch's
   * form and gate order i, f, g, o: {@code [i f g o] = x(t)·wx + h(t−1)·wh + bias}, {@code c(t) =
   * σ(f)·c(t−1) + σ(i)·tanh(g)}, {@code h(t) = σ(o)·tanh(c(t))}.
   *
   * <p>Shapes: x {@code [N,L,I]} with L at least 1, wx {@code [I,4H]}, wh {@code [H,4H]}, bias
   * {@code [4H]}, the states {@code [N,H]}, outputs {@code [N,L,H]} (every h).
   *
   * <pre>{@code
   * float[] everyHidden = new float[2];
   * Kernels.lstmSequence(Operand.f32(new float[] {1, 1}, 1, 2, 1),
   *     Operand.f32(new float[] {0, 0, 0, 0}, 1, 4), Operand.f32(new float[] {0, 0, 0, 0}, 1, 4),
   *     Operand.f32(new float[] {0, 0, 0, 0}, 4), Operand.f32(new float[] {0}, 1, 1),
   *     Operand.f32(new float[] {0}, 1, 1), Operand.f32(everyHidden, 1, 2, 1),
   *     Operand.f32(new float[1], 1, 1), Operand.f32(new float[1], 1, 1));
   * }</pre>
   *
   * @param hidden h before the sequence
   * @param cell c before the sequence
   * @param lastHidden h after it
   * @param lastCell c after it
   * @throws OpException if types or memory do not fit
   */
  public static void lstmSequence(
      Operand x,
      Operand inputWeight,
      Operand hiddenWeight,
      Operand bias,
      Operand hidden,
      Operand cell,
      Operand outputs,
      Operand lastHidden,
      Operand lastCell) {
    List<Operand> inputs = List.of(x, inputWeight, hiddenWeight, bias, hidden, cell);
    run(new LstmSequence(), inputs, List.of(outputs, lastHidden, lastCell));
  }

  /**
   * The nearest code of each vector and the squared distance to it (van den Oord et al. 2017, eq.
   * 1); exact on every tier, ties go to the lowest number.
   *
   * <p>Shapes: {@code vectors[N,H·D], codebook[K,D] -> i32[N], [N]}; with a codebook per head
   * {@code [H,K,D] -> i32[N,H], [N,H]}.
   *
   * <pre>{@code
   * int[] numbers = new int[2];
   * float[] distances = new float[2];
   * Kernels.vqNearest(Operand.f32(new float[] {0, 1, 5, 5}, 2, 2),
   *     Operand.f32(new float[] {4, 4, 0, 0, 0, 2}, 3, 2), false, Operand.i32(numbers, 2),
   *     Operand.f32(distances, 2));
   * }</pre>
   *
   * @param cosine whether vectors and codes are compared at length 1: directions, not places
   * @throws OpException if types or memory do not fit
   */
  public static void vqNearest(
      Operand vectors, Operand codebook, boolean cosine, Operand numbers, Operand distances) {
    run(new VqNearest(cosine), List.of(vectors, codebook), List.of(numbers, distances));
  }
}
