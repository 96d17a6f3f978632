package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Sizes of a vector quantization: vectors {@code [N,H·D]} against a codebook {@code [K,D]} (one
 * head) or {@code [H,K,D]}.
 *
 * @param samples N
 * @param heads H
 * @param codes K, at least 1
 * @param depth D, at least 1
 */
public record VqSizes(int samples, int heads, int codes, int depth) {
  /** Sizes of checked types. */
  public static VqSizes of(TensorType vectors, TensorType codebook) {
    return of(vectors.shape().size(0), codebook.shape());
  }

  /** Sizes of a checked codebook without vectors. */
  public static VqSizes of(TensorType codebook) {
    return of(0, codebook.shape());
  }

  private static VqSizes of(int samples, Shape codebook) {
    int heads = codebook.rank() == 3 ? codebook.size(0) : 1;
    return new VqSizes(samples, heads, codebook.size(-2), codebook.size(-1));
  }

  /** The types of the nearest codes' numbers and distances; inputs are vectors and codebook. */
  static List<TensorType> nearest(Op op, List<TensorType> inputs) {
    Rule.arity(op, inputs, 2);
    check(op, inputs, 0, 1);
    Shape shape = Shape.of(inputs.get(0).shape().size(0));
    Shape codebook = inputs.get(1).shape();
    Shape index = codebook.rank() == 3 ? shape.append(codebook.size(0)) : shape;
    return List.of(new TensorType(DType.I32, index), inputs.get(0).withShape(index));
  }

  /** Checks vectors against a codebook, both among an operation's inputs. */
  static void check(Op op, List<TensorType> inputs, int vectors, int codebook) {
    Rule.rank(op, inputs, vectors, 2);
    Rule.floating(op, inputs, vectors);
    Rule.sameDtype(op, inputs, vectors, codebook);
    VqSizes sizes = checkCodebook(op, inputs, codebook);
    int width = inputs.get(vectors).shape().size(1);
    Rule.require(
        width == (long) sizes.heads * sizes.depth,
        op,
        "vectors of " + width + " != " + sizes.heads + " heads of " + sizes.depth,
        inputs);
  }

  private static VqSizes checkCodebook(Op op, List<TensorType> inputs, int codebook) {
    int rank = inputs.get(codebook).shape().rank();
    Rule.require(rank == 2 || rank == 3, op, "the codebook is [K,D] or [H,K,D]", inputs);
    VqSizes sizes = of(inputs.get(codebook));
    boolean some = sizes.codes >= 1 && sizes.depth >= 1 && sizes.heads >= 1;
    Rule.require(some, op, "the codebook is empty", inputs);
    return sizes;
  }

  /** Checks a codebook, input 0. */
  static void checkCodebook(Op op, List<TensorType> inputs) {
    Rule.floating(op, inputs, 0);
    checkCodebook(op, inputs, 0);
  }

  /** Checks counts and sums, two inputs in a row, against the codebook, input 0. */
  static void checkStatistics(Op op, List<TensorType> inputs, int counts) {
    TensorType needed = VqEmaStep.counts(inputs.get(0));
    Rule.require(inputs.get(counts).equals(needed), op, "counts must be " + needed, inputs);
    Rule.sameType(op, inputs, 0, counts + 1);
  }
}
