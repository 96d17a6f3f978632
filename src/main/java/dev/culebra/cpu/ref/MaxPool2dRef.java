package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;

final class MaxPool2dRef {
  private MaxPool2dRef() {}

  static Kernel select(MaxPool2d op, Signature signature) {
    Shape input = signature.input(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) ->
            Walk.over(
                signature.output(0).shape(),
                (at, place) -> {
                  long first = place[0] * input.range(1, 4).elements() + place[3];
                  int best = best(op, input, inputs.get(0), first, place[1], place[2]);
                  outputs.get(0).set(at, inputs.get(0).get(first + (long) best * input.size(3)));
                  outputs.get(1).set(at, best);
                }));
  }

  /** The place of the largest element of a window. */
  private static int best(MaxPool2d op, Shape input, Cells x, long first, int i, int j) {
    Window2d window = op.window();
    int best = -1;
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < op.kernelHeight(); k++) {
      int row = i * window.strideHeight() + k * window.dilationHeight() - window.top();
      for (int l = 0; l < op.kernelWidth(); l++) {
        int column = j * window.strideWidth() + l * window.dilationWidth() - window.left();
        if (row < 0 || row >= input.size(1) || column < 0 || column >= input.size(2)) {
          continue;
        }
        int place = row * input.size(2) + column;
        double value = x.get(first + (long) place * input.size(3));
        if (best < 0 || value > largest || Double.isNaN(value)) {
          best = place;
          largest = value;
        }
      }
    }
    return best;
  }
}
