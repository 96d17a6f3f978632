package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.LogSumExp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

final class LogSumExpSimd {
  private LogSumExpSimd() {}

  static Choice select(LogSumExp op, Signature signature) {
    return SoftmaxRows.select(signature, op.axis(), LogSumExpSimd::row);
  }

  private static void row(
      MemorySegment input, MemorySegment output, long first, long length, long row) {
    float shift = SoftmaxRows.largest(input, first, length);
    float finite = Float.isInfinite(shift) ? 0 : shift;
    float total = SoftmaxRows.total(input, first, length, finite);
    output.setAtIndex(ValueLayout.JAVA_FLOAT, row, finite + Log.log(total));
  }
}
