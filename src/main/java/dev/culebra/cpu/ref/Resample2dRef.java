package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Resample2d;
import dev.culebra.op.Taps;
import dev.culebra.shape.Shape;

final class Resample2dRef {
  private Resample2dRef() {}

  static Kernel select(Resample2d op, Signature signature) {
    long[] strides = signature.input(0).shape().strides();
    Shape output = signature.output(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) ->
            Walk.over(
                output,
                (index, place) -> {
                  double total = 0;
                  for (Taps.Tap row : op.rows().taps(place[1])) {
                    for (Taps.Tap column : op.columns().taps(place[2])) {
                      long from =
                          place[0] * strides[0]
                              + row.from() * strides[1]
                              + column.from() * strides[2]
                              + place[3];
                      total += row.weight() * column.weight() * inputs.get(0).get(from);
                    }
                  }
                  outputs.get(0).set(index, total);
                }));
  }
}
