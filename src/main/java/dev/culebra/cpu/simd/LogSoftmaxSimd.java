package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.LogSoftmax;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

final class LogSoftmaxSimd {
  private LogSoftmaxSimd() {}

  static Choice select(LogSoftmax op, Signature signature) {
    return SoftmaxRows.select(signature, op.axis(), LogSoftmaxSimd::row);
  }

  private static void row(
      MemorySegment input, MemorySegment output, long first, long length, long row) {
    float shift = SoftmaxRows.largest(input, first, length);
    float log = Log.log(SoftmaxRows.total(input, first, length, shift));
    long whole = SoftmaxRows.whole(length);
    for (long i = 0; i < whole; i += Vectors.LANES.length()) {
      FloatVector value = Vectors.load(input, first + i, null);
      Vectors.store(value.sub(shift).sub(log), output, first + i, null);
    }
    for (long i = first + whole; i < first + length; i++) {
      float value = input.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      output.setAtIndex(ValueLayout.JAVA_FLOAT, i, value - shift - log);
    }
  }
}
