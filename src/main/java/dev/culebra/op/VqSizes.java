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
    Shape shape = codebook.shape();
    int heads = shape.rank() == 3 ? shape.size(0) : 1;
    return new VqSizes(vectors.shape().size(0), heads, shape.size(-2), shape.size(-1));
  }

  /** Checks vectors against a codebook, both among an operation's inputs. */
  static VqSizes check(Op op, List<TensorType> inputs, int vectors, int codebook) {
    Rule.rank(op, inputs, vectors, 2);
    Rule.floating(op, inputs, vectors);
    Rule.sameDtype(op, inputs, vectors, codebook);
    int rank = inputs.get(codebook).shape().rank();
    Rule.require(rank == 2 || rank == 3, op, "the codebook is [K,D] or [H,K,D]", inputs);
    VqSizes sizes = of(inputs.get(vectors), inputs.get(codebook));
    boolean some = sizes.codes >= 1 && sizes.depth >= 1 && sizes.heads >= 1;
    Rule.require(some, op, "the codebook is empty", inputs);
    int width = inputs.get(vectors).shape().size(1);
    Rule.require(
        width == (long) sizes.heads * sizes.depth,
        op,
        "vectors of " + width + " != " + sizes.heads + " heads of " + sizes.depth,
        inputs);
    return sizes;
  }

  /** Checks a codebook with its counts and sums, inputs 0 to 2, against vectors. */
  static void checkState(Op op, List<TensorType> inputs, int vectors) {
    check(op, inputs, vectors, 0);
    TensorType counts = VqEmaStep.counts(inputs.get(0));
    Rule.require(inputs.get(1).equals(counts), op, "counts must be " + counts, inputs);
    Rule.sameType(op, inputs, 0, 2);
  }

  /** The type of one code number per vector and head: {@code [N]}, with heads {@code [N,H]}. */
  static TensorType index(TensorType vectors, TensorType codebook) {
    Shape shape = Shape.of(vectors.shape().size(0));
    boolean heads = codebook.shape().rank() == 3;
    return new TensorType(DType.I32, heads ? shape.append(codebook.shape().size(0)) : shape);
  }
}
