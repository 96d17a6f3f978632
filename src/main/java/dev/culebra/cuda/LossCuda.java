package dev.culebra.cuda;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BernoulliLogitsSumGradient;
import dev.culebra.op.GaussianKlGradient;
import dev.culebra.op.SquaredErrorSumGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gradients of losses that have one number for each sample: element-wise, the number repeats. */
final class LossCuda {
  private LossCuda() {}

  static Choice bernoulliLogitsSumGradient(BernoulliLogitsSumGradient op, Signature signature) {
    return single(
        signature,
        ElementwiseCuda.kernel(
            spread(signature, 2), "ternary", "ternary_bernoulli_logits_gradient"));
  }

  static Choice squaredErrorSumGradient(SquaredErrorSumGradient op, Signature signature) {
    return single(
        signature,
        ElementwiseCuda.kernel(spread(signature, 2), "ternary", "ternary_squared_error_gradient"));
  }

  /** Inputs: mean, logVariance, the divergence, its gradient. */
  static Choice gaussianKlGradient(GaussianKlGradient op, Signature signature) {
    Signature spread = spread(signature, 3);
    return single(
        signature,
        ElementwiseCuda.several(
            List.of(
                ElementwiseCuda.kernel(spread, "binary", "binary_multiply", List.of(3, 0), 0),
                ElementwiseCuda.kernel(spread, "binary", "binary_half_excess", List.of(3, 1), 1))));
  }

  private static Choice single(Signature signature, Choice choice) {
    DType dtype = signature.output(0).dtype();
    return dtype == DType.F32 ? choice : Choice.refuse(dtype.label() + " is for the reference");
  }

  /** The signature with an input {@code [N]} as {@code [N,1,…]}, which broadcasts over a sample. */
  private static Signature spread(Signature signature, int input) {
    int[] sizes = new int[signature.input(0).shape().rank()];
    Arrays.fill(sizes, 1);
    sizes[0] = signature.input(input).shape().size(0);
    List<TensorType> inputs = new ArrayList<>(signature.inputs());
    inputs.set(input, inputs.get(input).withShape(Shape.of(sizes)));
    return new Signature(signature.op(), inputs, signature.outputs());
  }
}
