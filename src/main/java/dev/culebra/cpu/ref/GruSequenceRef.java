package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequence;
import dev.culebra.shape.Shape;
import java.util.List;

final class GruSequenceRef {
  private GruSequenceRef() {}

  static Kernel select(GruSequence op, Signature signature) {
    boolean isDouble = Cells.isDouble(signature.input(0));
    Shape x = signature.input(0).shape();
    int hidden = signature.input(5).shape().size(1);
    boolean whole = signature.inputs().size() == 6;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          int[] ends = SequenceLengths.of(op, whole ? null : inputs.get(6), x.size(0), x.size(1));
          for (int sample = 0; sample < x.size(0); sample++) {
            for (int t = 0; t < ends[sample]; t++) {
              for (int unit = 0; unit < hidden; unit++) {
                unit(inputs, outputs, x, hidden, sample, t, unit, isDouble);
              }
            }
            long begin = (long) sample * x.size(1);
            int end = ends[sample];
            for (int unit = 0; unit < hidden; unit++) {
              double last = previous(inputs, outputs, sample, end, begin + end, hidden, unit);
              outputs.get(1).set((long) sample * hidden + unit, last);
            }
            for (int output : new int[] {0, 2, 3}) {
              int columns = output == 2 ? 3 * hidden : hidden;
              LstmSequenceRef.clear(outputs.get(output), begin + end, begin + x.size(1), columns);
            }
          }
        });
  }

  private static void unit(
      List<Cells> inputs,
      List<Cells> outputs,
      Shape x,
      int hidden,
      int sample,
      int t,
      int unit,
      boolean isDouble) {
    long place = (long) sample * x.size(1) + t;
    double[] sums = new double[3];
    double[] products = new double[3];
    for (int gate = 0; gate < 3; gate++) {
      int column = gate * hidden + unit;
      sums[gate] = inputs.get(3).get(column);
      products[gate] = inputs.get(4).get(column);
      for (int i = 0; i < x.size(2); i++) {
        double weight = inputs.get(1).get(3L * i * hidden + column);
        sums[gate] += inputs.get(0).get(place * x.size(2) + i) * weight;
      }
      for (int i = 0; i < hidden; i++) {
        products[gate] +=
            previous(inputs, outputs, sample, t, place, hidden, i)
                * inputs.get(2).get(3L * i * hidden + column);
      }
    }
    double reset = LstmSequenceRef.sigmoid(sums[0] + products[0], isDouble);
    double keep = LstmSequenceRef.sigmoid(sums[1] + products[1], isDouble);
    double candidate = LstmSequenceRef.tanh(sums[2] + reset * products[2], isDouble);
    double old = previous(inputs, outputs, sample, t, place, hidden, unit);
    outputs.get(0).set(place * hidden + unit, candidate + keep * (old - candidate));
    outputs.get(2).set(3 * place * hidden + unit, reset);
    outputs.get(2).set(3 * place * hidden + hidden + unit, keep);
    outputs.get(2).set(3 * place * hidden + 2L * hidden + unit, candidate);
    outputs.get(3).set(place * hidden + unit, products[2]);
  }

  private static double previous(
      List<Cells> inputs,
      List<Cells> outputs,
      int sample,
      int t,
      long place,
      int hidden,
      int unit) {
    return LstmSequenceRef.previous(outputs.get(0), inputs.get(5), sample, t, place, hidden, unit);
  }
}
