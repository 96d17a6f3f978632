package dev.culebra.tensor;

import dev.culebra.ir.OpException;
import dev.culebra.op.AdamStep;
import dev.culebra.op.HammingDistance;
import dev.culebra.op.PackBits;
import dev.culebra.op.TopK;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import java.util.List;

/**
 * Single kernels on memory or arrays with explicit shapes: no trace, no plan, nothing to set up.
 *
 * <p>Every call goes to the fastest tier that takes it, on the caller's thread, unless {@link
 * #using} says otherwise. Types, shapes, sizes, alignment, overlap, freed and read-only memory are
 * checked before anything is written, and so is every index that a kernel is given. What does not
 * fit is an {@link OpException} that reads {@code [op] fact; fact} with all types. Any thread may
 * call.
 *
 * <p>Divergences and log-likelihoods are in nats. Elements are float32 on every tier, float64 on
 * the reference only.
 */
public final class Kernels extends LossKernels {
  private Kernels() {}

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

  /**
   * {@link #vqNearest} together with how many vectors chose each code and their sum: what k-means
   * and codebooks that follow by moving averages need (van den Oord et al. 2017, appendix A.1).
   *
   * <p>Shapes: {@code vectors[N,H·D], codebook[K,D] -> i32[N], [N], [K], [K,D]}; with a codebook
   * per head {@code [H,K,D] -> i32[N,H], [N,H], [H,K], [H,K,D]}.
   *
   * <pre>{@code
   * float[] counts = new float[2];
   * float[] sums = new float[2];
   * Kernels.vqAssign(Operand.f32(new float[] {1, 2, 9}, 3, 1),
   *     Operand.f32(new float[] {0, 10}, 2, 1), false, Operand.i32(new int[3], 3),
   *     Operand.f32(new float[3], 3), Operand.f32(counts, 2), Operand.f32(sums, 2, 1));
   * }</pre>
   *
   * @param cosine whether vectors and codes are compared at length 1: directions, not places
   * @throws OpException if types or memory do not fit
   */
  public static void vqAssign(
      Operand vectors,
      Operand codebook,
      boolean cosine,
      Operand numbers,
      Operand distances,
      Operand counts,
      Operand sums) {
    run(
        new VqAssign(cosine),
        List.of(vectors, codebook),
        List.of(numbers, distances, counts, sums));
  }

  /**
   * The largest elements along the last axis, falling, and where they lie; equal ones keep their
   * order, NaN counts as larger than any number. {@link TopK} with {@link #run} also gives the
   * smallest.
   *
   * <p>Shapes: {@code […,N] -> […,count], i32[…,count]}; count is the outputs'.
   *
   * <pre>{@code
   * float[] most = new float[2];
   * int[] places = new int[2];
   * Kernels.topK(Operand.f32(new float[] {3, 9, 4}, 3), Operand.f32(most, 2),
   *     Operand.i32(places, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void topK(Operand input, Operand values, Operand places) {
    Shape shape = values.type().shape();
    if (shape.rank() == 0) {
      String facts = "output 0 is " + values.type() + "; an axis needed with " + input.type();
      throw new OpException("top_k", facts);
    }
    run(new TopK(shape.size(-1), true), List.of(input), List.of(values, places));
  }

  /**
   * Binary codes in 64-bit words: bit {@code b % 64} of word {@code b / 64}, counted from the
   * lowest, says whether element b is positive.
   *
   * <p>Shapes: {@code [N,bits] -> i64[N,⌈bits/64⌉]}.
   *
   * <pre>{@code
   * long[] words = new long[1];
   * Kernels.packBits(Operand.f32(new float[] {1, -1, 0.5f}, 1, 3), Operand.i64(words, 1, 1));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void packBits(Operand input, Operand words) {
    run(new PackBits(), List.of(input), List.of(words));
  }

  /**
   * In how many bits codes of {@link #packBits} differ, each query from each item.
   *
   * <p>Shapes: {@code i64[Q,W], i64[M,W] -> i32[Q,M]}, in bits.
   *
   * <pre>{@code
   * int[] bits = new int[2];
   * Kernels.hammingDistance(Operand.i64(new long[] {0b101}, 1, 1),
   *     Operand.i64(new long[] {0b100, 0b010}, 2, 1), Operand.i32(bits, 1, 2));
   * }</pre>
   *
   * @throws OpException if types or memory do not fit
   */
  public static void hammingDistance(Operand queries, Operand items, Operand output) {
    run(new HammingDistance(), List.of(queries, items), List.of(output));
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
}
