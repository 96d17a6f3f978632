package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** Backwards through time, one sample after the other; every sum in double. */
final class LstmSequenceGradientRef {
  private final Shape x;
  private final int hidden;
  private final boolean isDouble;
  private final boolean residuals;
  private final int[] ends;

  /** Without the lengths. */
  private final List<Cells> inputs;

  private final List<Cells> outputs;
  private final double[] toInputWeight;
  private final double[] toHiddenWeight;
  private final double[] toBias;
  private final double[] toHidden;
  private final double[] toCell;
  private final double[] toSums;

  private LstmSequenceGradientRef(
      LstmSequenceGradient op, Signature signature, List<Cells> inputs, List<Cells> outputs) {
    x = signature.input(0).shape();
    hidden = signature.input(4).shape().size(1);
    isDouble = Cells.isDouble(signature.input(0));
    residuals = op.seeds() == op.forwardOutputs();
    ends = SequenceLengths.of(op, op.lengths() ? inputs.get(6) : null, x.size(0), x.size(1));
    this.inputs = new ArrayList<>(inputs);
    if (op.lengths()) {
      this.inputs.remove(6);
    }
    this.outputs = outputs;
    toInputWeight = new double[x.size(2) * 4 * hidden];
    toHiddenWeight = new double[hidden * 4 * hidden];
    toBias = new double[4 * hidden];
    toHidden = new double[hidden];
    toCell = new double[hidden];
    toSums = new double[4 * hidden];
  }

  static Kernel select(LstmSequenceGradient op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> new LstmSequenceGradientRef(op, signature, inputs, outputs).run());
  }

  private void run() {
    for (int sample = 0; sample < x.size(0); sample++) {
      for (int unit = 0; unit < hidden; unit++) {
        toHidden[unit] = inputs.get(12).get((long) sample * hidden + unit);
        toCell[unit] = inputs.get(13).get((long) sample * hidden + unit);
      }
      long begin = (long) sample * x.size(1);
      LstmSequenceRef.clear(outputs.get(0), begin + ends[sample], begin + x.size(1), x.size(2));
      for (int t = ends[sample] - 1; t >= 0; t--) {
        long place = begin + t;
        cell(sample, t, place);
        weights(sample, t, place);
        products(place);
      }
      for (int unit = 0; unit < hidden; unit++) {
        outputs.get(4).set((long) sample * hidden + unit, toHidden[unit]);
        outputs.get(5).set((long) sample * hidden + unit, toCell[unit]);
      }
    }
    store(toInputWeight, outputs.get(1));
    store(toHiddenWeight, outputs.get(2));
    store(toBias, outputs.get(3));
  }

  /** From the gradients of h(t) and c(t) to those of the four sums and of c(t−1). */
  private void cell(int sample, int t, long place) {
    Cells gates = inputs.get(9);
    for (int unit = 0; unit < hidden; unit++) {
      long at = place * 4 * hidden + unit;
      double entry = gates.get(at);
      double forget = gates.get(at + hidden);
      double candidate = gates.get(at + 2L * hidden);
      double exit = gates.get(at + 3L * hidden);
      double squashed = LstmSequenceRef.tanh(inputs.get(10).get(place * hidden + unit), isDouble);
      double old =
          LstmSequenceRef.previous(inputs.get(10), inputs.get(5), sample, t, place, hidden, unit);
      double gradient = toHidden[unit] + inputs.get(11).get(place * hidden + unit);
      double cell =
          toCell[unit]
              + gradient * exit * (1 - squashed * squashed)
              + (residuals ? inputs.get(15).get(place * hidden + unit) : 0);
      toSums[unit] = (cell * candidate + extra(at)) * entry * (1 - entry);
      toSums[hidden + unit] = (cell * old + extra(at + hidden)) * forget * (1 - forget);
      toSums[2 * hidden + unit] =
          (cell * entry + extra(at + 2L * hidden)) * (1 - candidate * candidate);
      toSums[3 * hidden + unit] =
          (gradient * squashed + extra(at + 3L * hidden)) * exit * (1 - exit);
      toCell[unit] = cell * forget;
    }
  }

  private double extra(long gate) {
    return residuals ? inputs.get(14).get(gate) : 0;
  }

  private void weights(int sample, int t, long place) {
    int width = x.size(2);
    for (int gate = 0; gate < 4 * hidden; gate++) {
      for (int i = 0; i < width; i++) {
        toInputWeight[i * 4 * hidden + gate] += inputs.get(0).get(place * width + i) * toSums[gate];
      }
      for (int i = 0; i < hidden; i++) {
        double state =
            LstmSequenceRef.previous(inputs.get(6), inputs.get(4), sample, t, place, hidden, i);
        toHiddenWeight[i * 4 * hidden + gate] += state * toSums[gate];
      }
      toBias[gate] += toSums[gate];
    }
  }

  /** To x(t) and h(t−1), through the transposed weights. */
  private void products(long place) {
    int width = x.size(2);
    for (int i = 0; i < width; i++) {
      outputs.get(0).set(place * width + i, product(inputs.get(1), i));
    }
    for (int i = 0; i < hidden; i++) {
      toHidden[i] = product(inputs.get(2), i);
    }
  }

  private double product(Cells weight, int row) {
    double sum = 0;
    for (int gate = 0; gate < 4 * hidden; gate++) {
      sum += toSums[gate] * weight.get((long) row * 4 * hidden + gate);
    }
    return sum;
  }

  private static void store(double[] values, Cells output) {
    for (int i = 0; i < values.length; i++) {
      output.set(i, values[i]);
    }
  }
}
