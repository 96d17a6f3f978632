package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ReverseSequence;
import dev.culebra.shape.Shape;

final class ReverseSequenceRef {
  private ReverseSequenceRef() {}

  static Kernel select(ReverseSequence op, Signature signature) {
    Shape shape = signature.input(0).shape();
    int length = shape.size(1);
    long width = shape.range(2, shape.rank()).elements();
    boolean whole = signature.inputs().size() == 1;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          int[] ends = SequenceLengths.of(op, whole ? null : inputs.get(1), shape.size(0), length);
          for (int sample = 0; sample < shape.size(0); sample++) {
            int end = ends[sample];
            for (int t = 0; t < length; t++) {
              long from = ((long) sample * length + (t < end ? end - 1 - t : t)) * width;
              long to = ((long) sample * length + t) * width;
              for (long i = 0; i < width; i++) {
                outputs.get(0).set(to + i, inputs.get(0).get(from + i));
              }
            }
          }
        });
  }
}
