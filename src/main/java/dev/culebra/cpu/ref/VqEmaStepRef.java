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
    VqSizes sizes = VqSizes.of(signature.input(3), signature.input(0));
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
              step(op, sizes, table, inputs, outputs);
            }));
  }

  private static void copy(Cells from, Cells to, long elements) {
    for (long i = 0; i < elements; i++) {
      to.set(i, from.get(i));
    }
  }

  private static void step(
      VqEmaStep op, VqSizes sizes, Shape table, List<Cells> inputs, List<Cells> outputs) {
    int depth = sizes.depth();
    int codes = sizes.heads() * sizes.codes();
    double[] counts = new double[codes];
    double[] sums = new double[codes * depth];
    long places = (long) sizes.samples() * sizes.heads();
    for (long place = 0; place < places; place++) {
      int number = (int) inputs.get(4).get(place);
      int code = (int) EmbeddingRef.row(op.name(), table, number, place);
      counts[code]++;
      for (int j = 0; j < depth; j++) {
        sums[code * depth + j] += inputs.get(3).get(place * depth + j);
      }
    }
    average(op.decay(), counts, inputs.get(1));
    average(op.decay(), sums, inputs.get(2));
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

  private static void average(double decay, double[] batch, Cells old) {
    for (int i = 0; i < batch.length; i++) {
      batch[i] = decay * old.get(i) + (1 - decay) * batch[i];
    }
  }
}
