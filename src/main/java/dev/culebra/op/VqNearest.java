package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The nearest code of each vector (van den Oord et al. 2017, eq. 1). Inputs: vectors {@code
 * [N,H·D]}, codebook {@code [K,D]} or, one per head, {@code [H,K,D]}. Outputs: the code's number,
 * i32 {@code [N]} or {@code [N,H]}, and the squared distance to it.
 *
 * <p>The number is exact: every backend returns the one that this arithmetic defines. All of it is
 * in double, products and sums rounded separately. {@code Σ t(j)} stands for eight partial sums,
 * where sum p takes the terms with j mod 8 = p in rising order, added up as {@code
 * ((s0+s4)+(s2+s6))+((s1+s5)+(s3+s7))}.
 *
 * <ul>
 *   <li>Euclidean: {@code d = Σ (x(j)−c(j))²}
 *   <li>cosine: {@code d = 2 − 2·Σ x(j)·c(j)/√(Σ x(j)²·Σ c(j)²)}, the squared distance of the
 *       vectors at length 1; 2 if one of them is 0
 * </ul>
 *
 * <p>The least d wins, the lowest number where several are equal. A d that is not a number counts
 * as infinite; if all are, the number is 0. The second output is d rounded to the element type.
 * Fast backends may find candidates by any arithmetic whose error they can bound, and must settle
 * them by this one. None may need memory for N·K numbers.
 *
 * @param cosine whether directions are compared, not places
 */
public record VqNearest(boolean cosine) implements Op {
  /** Number and squared distance. */
  public static List<Result> of(Value vectors, Value codebook, boolean cosine) {
    return Node.record(new VqNearest(cosine), vectors, codebook).outputs();
  }

  @Override
  public String name() {
    return "vq_nearest";
  }

  @Override
  public boolean hasPrecision() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return VqSizes.nearest(this, inputs);
  }

  /** Of the distance, with the number held. */
  @Override
  public Value[] gradient(Backward backward) {
    return ofDistance(backward, cosine);
  }

  /** The gradient that arrives at output 1, in vectors and codebook. */
  static Value[] ofDistance(Backward backward, boolean cosine) {
    Value arriving = backward.gradients()[1];
    if (arriving == null) {
      return new Value[2];
    }
    Value code = Embedding.of(backward.input(1), backward.output(0));
    Value vector = Reshape.of(backward.input(0), code.shape());
    Value scale = Reshape.of(Affine.scale(arriving, 2), arriving.shape().append(1));
    Value ofVector;
    Value ofCode;
    if (cosine) {
      int last = code.shape().rank() - 1;
      Value similarity = Cosine.similarity(vector, code, last);
      ofVector = Negate.of(Multiply.of(scale, Cosine.slope(vector, code, similarity, last)));
      ofCode = Negate.of(Multiply.of(scale, Cosine.slope(code, vector, similarity, last)));
    } else {
      ofVector = Multiply.of(scale, Subtract.of(vector, code));
      ofCode = Negate.of(ofVector);
    }
    Shape codebook = backward.input(1).shape();
    return new Value[] {
      Reshape.of(ofVector, backward.input(0).shape()),
      EmbeddingGradient.of(ofCode, backward.output(0), codebook)
    };
  }

  /** {@code a·b/(|a|·|b|)} over an axis, and its slope in a. */
  private static final class Cosine {
    static Value similarity(Value left, Value right, int axis) {
      Value lengths = Multiply.of(square(left, axis), square(right, axis));
      return Divide.of(sum(Multiply.of(left, right), axis), Sqrt.of(lengths));
    }

    /** {@code b/(|a|·|b|) − cosine·a/|a|²}. */
    static Value slope(Value left, Value right, Value cosine, int axis) {
      Value own = square(left, axis);
      Value lengths = Sqrt.of(Multiply.of(own, square(right, axis)));
      Value along = Multiply.of(Divide.of(cosine, own), left);
      return Subtract.of(Divide.of(right, lengths), along);
    }

    private static Value square(Value value, int axis) {
      return sum(Multiply.of(value, value), axis);
    }

    private static Value sum(Value value, int axis) {
      return Sum.of(value, List.of(axis));
    }
  }
}
