package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqSizes;
import java.util.List;

final class VqAssignRef {
  private VqAssignRef() {}

  static Kernel select(VqAssign op, Signature signature) {
    VqSizes sizes = VqSizes.of(signature.input(0), signature.input(1));
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          VqNearestRef.search(op.cosine(), sizes, inputs, outputs);
          count(sizes, inputs.get(0), outputs);
        });
  }

  private static void count(VqSizes sizes, Cells vectors, List<Cells> outputs) {
    int depth = sizes.depth();
    int codes = sizes.heads() * sizes.codes();
    double[] counts = new double[codes];
    double[] sums = new double[codes * depth];
    long places = (long) sizes.samples() * sizes.heads();
    for (long place = 0; place < places; place++) {
      int head = (int) (place % sizes.heads());
      int code = head * sizes.codes() + (int) outputs.get(0).get(place);
      counts[code]++;
      for (int j = 0; j < depth; j++) {
        sums[code * depth + j] += vectors.get(place * depth + j);
      }
    }
    for (int code = 0; code < codes; code++) {
      outputs.get(2).set(code, counts[code]);
    }
    for (int i = 0; i < sums.length; i++) {
      outputs.get(3).set(i, sums[i]);
    }
  }
}
