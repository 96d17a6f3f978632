package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Softmax;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class SoftmaxSimd {
  private SoftmaxSimd() {}

  static Choice select(Softmax op, Signature signature) {
    return SoftmaxRows.select(signature, op.axis(), SoftmaxSimd::row);
  }

  private static void row(
      MemorySegment input, MemorySegment output, long first, long length, long row) {
    float shift = SoftmaxRows.largest(input, first, length);
    float total = SoftmaxRows.exponentials(input, output, first, length, shift);
    long whole = SoftmaxRows.whole(length);
    for (long i = 0; i < whole; i += Vectors.LANES.length()) {
      FloatVector power = Vectors.load(output, first + i, null);
      Vectors.store(power.div(total), output, first + i, null);
    }
    for (long i = first + whole; i < first + length; i++) {
      float power = output.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      output.setAtIndex(ValueLayout.JAVA_FLOAT, i, power / total);
    }
  }
}
