package dev.culebra.cuda;

import dev.culebra.ir.Op;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SequenceRule;
import dev.culebra.shape.Shape;

/**
 * Sizes of a recurrent layer's operation or of its gradient, whose first inputs are the same.
 *
 * @param samples sequences of the batch
 * @param length steps of the axis
 * @param width elements of an input
 * @param hidden units of the state
 * @param gates elements of a row of gates: a multiple of the units
 * @param inputs number of the forward pass's inputs
 */
record RecurrentSizes(int samples, int length, int width, int hidden, int gates, int inputs) {
  /** The input that holds the lengths, where there is one. */
  static final int LENGTHS = 6;

  static RecurrentSizes of(Signature signature, boolean lengths) {
    Shape x = signature.input(0).shape();
    Shape weight = signature.input(2).shape();
    int inputs = lengths ? LENGTHS + 1 : LENGTHS;
    return new RecurrentSizes(
        x.size(0), x.size(1), x.size(2), weight.size(0), weight.size(1), inputs);
  }

  int places() {
    return Math.multiplyExact(samples, length);
  }

  boolean hasLengths() {
    return inputs > LENGTHS;
  }

  /** Whether the layer is an LSTM, which has four gates and a second state; otherwise a GRU. */
  boolean isLstm() {
    return gates == 4 * hidden;
  }

  /** The first input that is a state. */
  int state() {
    return isLstm() ? 4 : 5;
  }

  /** Where kernels name a length that no sequence can have. */
  CudaFault fault(Op op) {
    return new CudaFault(
        CudaDriver.get().device(),
        (sample, end) -> SequenceRule.check(op.name(), sample, (int) end, length));
  }

  /** Outputs of the forward pass besides the gates and what is kept with them. */
  int results() {
    return isLstm() ? 3 : 2;
  }
}
