package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ScatterAdd;
import dev.culebra.shape.Shape;

final class ScatterAddRef {
  private ScatterAddRef() {}

  static Kernel select(ScatterAdd op, Signature signature) {
    Shape whole = signature.output(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          long count = signature.input(1).elements();
          GatherRef.check(op.name(), inputs.get(1), count, op.size());
          double[] totals = new double[Math.toIntExact(whole.elements())];
          Walk.over(
              signature.input(0).shape(),
              (at, coordinates) -> {
                long index = inputs.get(1).whole(at);
                long to = GatherRef.place(whole, op.axis(), coordinates, index);
                totals[(int) to] += inputs.get(0).get(at);
              });
          ConvLoops.store(totals, outputs.get(0));
        });
  }
}
