package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Sigmoid;
import dev.culebra.math.Tanh;
import dev.culebra.op.LstmSequence;
import dev.culebra.shape.Shape;
import java.util.List;

final class LstmSequenceRef {
  private LstmSequenceRef() {}

  static Kernel select(LstmSequence op, Signature signature) {
    boolean isDouble = Cells.isDouble(signature.input(0));
    Shape x = signature.input(0).shape();
    int hidden = signature.input(4).shape().size(1);
    boolean whole = signature.inputs().size() == 6;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          int[] ends = SequenceLengths.of(op, whole ? null : inputs.get(6), x.size(0), x.size(1));
          for (int sample = 0; sample < x.size(0); sample++) {
            for (int t = 0; t < ends[sample]; t++) {
              long place = (long) sample * x.size(1) + t;
              gates(inputs, outputs, sample, t, place, x.size(2), hidden, isDouble);
              cell(inputs, outputs, sample, t, place, hidden, isDouble);
            }
            long begin = (long) sample * x.size(1);
            int end = ends[sample];
            for (int unit = 0; unit < hidden; unit++) {
              long state = (long) sample * hidden + unit;
              double last =
                  previous(outputs.get(0), inputs.get(4), sample, end, begin + end, hidden, unit);
              double cell =
                  previous(outputs.get(4), inputs.get(5), sample, end, begin + end, hidden, unit);
              outputs.get(1).set(state, last);
              outputs.get(2).set(state, cell);
            }
            clear(outputs.get(0), begin + end, begin + x.size(1), hidden);
            clear(outputs.get(3), begin + end, begin + x.size(1), 4 * hidden);
            clear(outputs.get(4), begin + end, begin + x.size(1), hidden);
          }
        });
  }

  /** An element of the state before step t: of a sequence's previous step, or the initial one. */
  static double previous(
      Cells sequence, Cells initial, int sample, int t, long place, int hidden, int unit) {
    return t == 0
        ? initial.get((long) sample * hidden + unit)
        : sequence.get((place - 1) * hidden + unit);
  }

  /** Zeros at places {@code from} (inclusive) to {@code to} (exclusive). */
  static void clear(Cells sequence, long from, long to, int width) {
    for (long i = from * width; i < to * width; i++) {
      sequence.set(i, 0);
    }
  }

  static double tanh(double value, boolean isDouble) {
    return isDouble ? StrictMath.tanh(value) : Tanh.tanh((float) value);
  }

  private static void gates(
      List<Cells> inputs,
      List<Cells> outputs,
      int sample,
      int t,
      long place,
      int width,
      int hidden,
      boolean isDouble) {
    int columns = 4 * hidden;
    for (int gate = 0; gate < columns; gate++) {
      double sum = inputs.get(3).get(gate);
      for (int i = 0; i < width; i++) {
        sum += inputs.get(0).get(place * width + i) * inputs.get(1).get((long) i * columns + gate);
      }
      for (int i = 0; i < hidden; i++) {
        double state = previous(outputs.get(0), inputs.get(4), sample, t, place, hidden, i);
        sum += state * inputs.get(2).get((long) i * columns + gate);
      }
      boolean candidate = gate / hidden == 2;
      double value = candidate ? tanh(sum, isDouble) : sigmoid(sum, isDouble);
      outputs.get(3).set(place * columns + gate, value);
    }
  }

  static double sigmoid(double value, boolean isDouble) {
    return isDouble ? 1 / (1 + StrictMath.exp(-value)) : Sigmoid.sigmoid((float) value);
  }

  private static void cell(
      List<Cells> inputs,
      List<Cells> outputs,
      int sample,
      int t,
      long place,
      int hidden,
      boolean isDouble) {
    Cells gates = outputs.get(3);
    for (int unit = 0; unit < hidden; unit++) {
      long gate = place * 4 * hidden + unit;
      double old = previous(outputs.get(4), inputs.get(5), sample, t, place, hidden, unit);
      double kept = gates.get(gate + hidden) * old;
      outputs
          .get(4)
          .set(place * hidden + unit, kept + gates.get(gate) * gates.get(gate + 2L * hidden));
      double cell = outputs.get(4).get(place * hidden + unit);
      outputs
          .get(0)
          .set(place * hidden + unit, gates.get(gate + 3L * hidden) * tanh(cell, isDouble));
    }
  }
}
