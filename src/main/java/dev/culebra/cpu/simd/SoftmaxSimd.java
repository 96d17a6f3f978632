package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softmax;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

final class SoftmaxSimd {
  private SoftmaxSimd() {}

  static Choice select(Softmax op, Signature signature) {
    return SoftmaxRows.select(signature, op.axis(), SoftmaxSimd::row);
  }

  private static void row(
      MemorySegment input, MemorySegment output, long first, long length, long row) {
    float shift = SoftmaxRows.largest(input, first, length);
    float total = SoftmaxRows.exponentials(input, output, first, length, shift);
    for (long i = 0; i < length; i += Vectors.LANES.length()) {
      VectorMask<Float> lanes = SoftmaxRows.lanes(i, length);
      FloatVector power = Vectors.load(output, first + i, lanes);
      Vectors.store(power.div(total), output, first + i, lanes);
    }
  }
}
