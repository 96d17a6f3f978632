package dev.culebra.cpu.simd;

import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Sizes of a recurrent layer.
 *
 * @param samples N
 * @param length L
 * @param width features of a step
 * @param hidden H
 * @param gates columns of the weights, a multiple of H
 * @param inputs of the forward operation: six, and perhaps the lengths
 */
record RecurrentSizes(int samples, int length, int width, int hidden, int gates, int inputs) {
  private static final int LENGTHS = 6;

  /** Sizes of an operation or of its gradient, whose first inputs are the same. */
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

  SequenceRows rows(String operation, Operands operands) {
    MemorySegment lengths = hasLengths() ? operands.input(LENGTHS) : null;
    return new SequenceRows(new SequenceLengths(operation, samples, length, lengths));
  }

  static long aligned(long bytes) {
    return (bytes + 127) / 128 * 128;
  }
}
