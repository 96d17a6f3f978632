package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Cast;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The casts that data and masks need; plain loops, which the JIT vectorizes by itself. */
record CastSimd(Loop loop, long elements) implements Kernel {
  /** Elements {@code begin} (inclusive) to {@code end} (exclusive). */
  @FunctionalInterface
  interface Loop {
    void run(MemorySegment input, MemorySegment output, long begin, long end);
  }

  static Choice select(Cast op, Signature signature) {
    DType from = signature.input(0).dtype();
    Loop loop = loop(from, op.dtype());
    return loop == null
        ? Choice.refuse(from.label() + " to " + op.dtype().label())
        : new CastSimd(loop, signature.output(0).elements());
  }

  private static Loop loop(DType from, DType to) {
    if (from == DType.F32 && to == DType.I32) {
      return CastSimd::toInt;
    }
    if (from == DType.I32 && to == DType.F32) {
      return CastSimd::toFloat;
    }
    return from == DType.U8 && to == DType.F32 ? CastSimd::unsignedToFloat : null;
  }

  private static void toInt(MemorySegment input, MemorySegment output, long begin, long end) {
    for (long i = begin; i < end; i++) {
      int whole = (int) input.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      output.setAtIndex(ValueLayout.JAVA_INT, i, whole);
    }
  }

  private static void toFloat(MemorySegment input, MemorySegment output, long begin, long end) {
    for (long i = begin; i < end; i++) {
      float number = input.getAtIndex(ValueLayout.JAVA_INT, i);
      output.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
    }
  }

  private static void unsignedToFloat(
      MemorySegment input, MemorySegment output, long begin, long end) {
    for (long i = begin; i < end; i++) {
      float number = Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, i));
      output.setAtIndex(ValueLayout.JAVA_FLOAT, i, number);
    }
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    return Runs.call(
        operands.workers(),
        1,
        elements,
        (run, begin, length) -> loop.run(input, output, begin, begin + length));
  }
}
