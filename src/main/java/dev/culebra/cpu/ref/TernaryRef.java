package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;

/** A function of three elements of one type; the operands repeat where their shapes say so. */
final class TernaryRef {
  private TernaryRef() {}

  /** A function of three floats. */
  @FunctionalInterface
  interface FloatFunction {
    float apply(float first, float second, float third);
  }

  /** A function of three doubles. */
  @FunctionalInterface
  interface DoubleFunction {
    double apply(double first, double second, double third);
  }

  static Kernel of(Signature signature, FloatFunction single, DoubleFunction exact) {
    Shape shape = signature.output(0).shape();
    long[] first = BinaryRef.broadcastStrides(signature.input(0).shape(), shape);
    long[] second = BinaryRef.broadcastStrides(signature.input(1).shape(), shape);
    long[] third = BinaryRef.broadcastStrides(signature.input(2).shape(), shape);
    DoubleFunction function =
        Cells.isDouble(signature.output(0))
            ? exact
            : (a, b, c) -> single.apply((float) a, (float) b, (float) c);
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) ->
            Walk.over(
                shape,
                (index, coordinates) ->
                    outputs
                        .get(0)
                        .set(
                            index,
                            function.apply(
                                inputs.get(0).get(Walk.dot(coordinates, first)),
                                inputs.get(1).get(Walk.dot(coordinates, second)),
                                inputs.get(2).get(Walk.dot(coordinates, third))))));
  }
}
