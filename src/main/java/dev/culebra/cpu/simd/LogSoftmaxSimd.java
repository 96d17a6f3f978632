package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.LogSoftmax;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

final class LogSoftmaxSimd {
  private LogSoftmaxSimd() {}

  static Choice select(LogSoftmax op, Signature signature) {
    return SoftmaxRows.select(signature, op.axis(), LogSoftmaxSimd::row);
  }

  private static void row(
      MemorySegment input, MemorySegment output, long first, long length, long row) {
    float shift = SoftmaxRows.largest(input, first, length);
    float log = Log.log(SoftmaxRows.total(input, first, length, shift));
    for (long i = 0; i < length; i += Vectors.LANES.length()) {
      VectorMask<Float> lanes = SoftmaxRows.lanes(i, length);
      FloatVector value = Vectors.load(input, first + i, lanes);
      Vectors.store(value.sub(shift).sub(log), output, first + i, lanes);
    }
  }
}
