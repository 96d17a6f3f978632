package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.Shape;
import java.util.List;

final class VqEmaStepRef {
  private VqEmaStepRef() {}

  static Kernel select(VqEmaStep op, Signature signature) {
    VqSizes sizes = VqSizes.of(signature.input(0));
    Shape table = signature.input(0).shape();
    return new StateRef(
        RefKernel.of(
            signature,
            (inputs, outputs) -> {
              if (inputs.get(5).get(0) == 0) {
                copy(inputs.get(0), outputs.get(0), table.elements());
                copy(inputs.get(1), outputs.get(1), table.elements() / sizes.depth());
                copy(inputs.get(2), outputs.get(2), table.elements());
                return;
              }
              step(op, sizes, inputs, outputs);
            }));
  }

  private static void copy(Cells from, Cells to, long elements) {
    for (long i = 0; i < elements; i++) {
      to.set(i, from.get(i));
    }
  }

  private static void step(VqEmaStep op, VqSizes sizes, List<Cells> inputs, List<Cells> outputs) {
    int depth = sizes.depth();
    int codes = sizes.heads() * sizes.codes();
    double[] counts = averages(op.decay(), codes, inputs.get(1), inputs.get(3));
    double[] sums = averages(op.decay(), codes * depth, inputs.get(2), inputs.get(4));
    for (int head = 0; head < sizes.heads(); head++) {
      double total = 0;
      for (int code = head * sizes.codes(); code < (head + 1) * sizes.codes(); code++) {
        total += counts[code];
      }
      double share = total / (total + sizes.codes() * op.epsilon());
      for (int code = head * sizes.codes(); code < (head + 1) * sizes.codes(); code++) {
        outputs.get(1).set(code, counts[code]);
        for (int i = code * depth; i < (code + 1) * depth; i++) {
          outputs.get(2).set(i, sums[i]);
          double smoothed = (counts[code] + op.epsilon()) * share;
          outputs.get(0).set(i, total == 0 ? inputs.get(0).get(i) : sums[i] / smoothed);
        }
      }
    }
  }

  private static double[] averages(double decay, int elements, Cells old, Cells batch) {
    double[] next = new double[elements];
    for (int i = 0; i < elements; i++) {
      next[i] = decay * old.get(i) + (1 - decay) * batch.get(i);
    }
    return next;
  }
}
