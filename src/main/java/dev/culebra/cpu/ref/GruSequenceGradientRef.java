package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** Backwards through time, one sample after the other; every sum in double. */
final class GruSequenceGradientRef {
  private final Shape x;
  private final int hidden;
  private final boolean residuals;
  private final int[] ends;

  /** Without the lengths. */
  private final List<Cells> inputs;

  private final List<Cells> outputs;
  private final double[] toInputWeight;
  private final double[] toHiddenWeight;
  private final double[] toInputBias;
  private final double[] toHiddenBias;
  private final double[] toHidden;

  private GruSequenceGradientRef(
      GruSequenceGradient op, Signature signature, List<Cells> inputs, List<Cells> outputs) {
    x = signature.input(0).shape();
    hidden = signature.input(5).shape().size(1);
    residuals = op.seeds() == op.forwardOutputs();
    ends = SequenceLengths.of(op, op.lengths() ? inputs.get(6) : null, x.size(0), x.size(1));
    this.inputs = new ArrayList<>(inputs);
    if (op.lengths()) {
      this.inputs.remove(6);
    }
    this.outputs = outputs;
    toInputWeight = new double[x.size(2) * 3 * hidden];
    toHiddenWeight = new double[hidden * 3 * hidden];
    toInputBias = new double[3 * hidden];
    toHiddenBias = new double[3 * hidden];
    toHidden = new double[hidden];
  }

  static Kernel select(GruSequenceGradient op, Signature signature) {
    return RefKernel.of(
        signature,
        (inputs, outputs) -> new GruSequenceGradientRef(op, signature, inputs, outputs).run());
  }

  private void run() {
    for (int sample = 0; sample < x.size(0); sample++) {
      for (int unit = 0; unit < hidden; unit++) {
        toHidden[unit] = inputs.get(11).get((long) sample * hidden + unit);
      }
      long begin = (long) sample * x.size(1);
      LstmSequenceRef.clear(outputs.get(0), begin + ends[sample], begin + x.size(1), x.size(2));
      for (int t = ends[sample] - 1; t >= 0; t--) {
        step(sample, t, begin + t);
      }
      for (int unit = 0; unit < hidden; unit++) {
        outputs.get(5).set((long) sample * hidden + unit, toHidden[unit]);
      }
    }
    store(toInputWeight, outputs.get(1));
    store(toHiddenWeight, outputs.get(2));
    store(toInputBias, outputs.get(3));
    store(toHiddenBias, outputs.get(4));
  }

  private void step(int sample, int t, long place) {
    double[] toSums = new double[3 * hidden];
    double[] toProducts = new double[3 * hidden];
    for (int unit = 0; unit < hidden; unit++) {
      gates(sample, t, place, unit, toSums, toProducts);
    }
    for (int gate = 0; gate < 3 * hidden; gate++) {
      toInputBias[gate] += toSums[gate];
      toHiddenBias[gate] += toProducts[gate];
      for (int i = 0; i < x.size(2); i++) {
        toInputWeight[i * 3 * hidden + gate] +=
            inputs.get(0).get(place * x.size(2) + i) * toSums[gate];
      }
      for (int i = 0; i < hidden; i++) {
        toHiddenWeight[i * 3 * hidden + gate] += previous(sample, t, place, i) * toProducts[gate];
        toHidden[i] += inputs.get(2).get(3L * i * hidden + gate) * toProducts[gate];
      }
    }
    for (int i = 0; i < x.size(2); i++) {
      double sum = 0;
      for (int gate = 0; gate < 3 * hidden; gate++) {
        sum += inputs.get(1).get(3L * i * hidden + gate) * toSums[gate];
      }
      outputs.get(0).set(place * x.size(2) + i, sum);
    }
  }

  /** To the sums before activation; what z lets through stays in the hidden state's gradient. */
  private void gates(
      int sample, int t, long place, int unit, double[] toSums, double[] toProducts) {
    long at = 3 * place * hidden + unit;
    double reset = inputs.get(8).get(at);
    double keep = inputs.get(8).get(at + hidden);
    double candidate = inputs.get(8).get(at + 2L * hidden);
    double product = inputs.get(9).get(place * hidden + unit);
    double gradient = toHidden[unit] + inputs.get(10).get(place * hidden + unit);
    double toCandidate =
        (gradient * (1 - keep) + extra(at + 2L * hidden)) * (1 - candidate * candidate);
    double toKeep = gradient * (previous(sample, t, place, unit) - candidate);
    toSums[unit] = (toCandidate * product + extra(at)) * reset * (1 - reset);
    toSums[hidden + unit] = (toKeep + extra(at + hidden)) * keep * (1 - keep);
    toSums[2 * hidden + unit] = toCandidate;
    toProducts[unit] = toSums[unit];
    toProducts[hidden + unit] = toSums[hidden + unit];
    double toProduct = residuals ? inputs.get(13).get(place * hidden + unit) : 0;
    toProducts[2 * hidden + unit] = toCandidate * reset + toProduct;
    toHidden[unit] = gradient * keep;
  }

  private double extra(long gate) {
    return residuals ? inputs.get(12).get(gate) : 0;
  }

  private double previous(int sample, int t, long place, int unit) {
    return LstmSequenceRef.previous(inputs.get(6), inputs.get(5), sample, t, place, hidden, unit);
  }

  private static void store(double[] values, Cells output) {
    for (int i = 0; i < values.length; i++) {
      output.set(i, values[i]);
    }
  }
}
