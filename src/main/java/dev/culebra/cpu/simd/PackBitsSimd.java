package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.PackBits;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.VectorOperators;

/** Lane masks are the bits. */
record PackBitsSimd(int rows, int bits) implements Kernel {
  static Choice select(PackBits op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new PackBitsSimd(signature.input(0).shape().size(0), signature.input(0).shape().size(1))
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment values = operands.input(0);
    MemorySegment output = operands.output(0);
    int words = Math.ceilDiv(bits, Long.SIZE);
    return Rows.call(
        operands.workers(),
        rows,
        bits,
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            for (int word = 0; word < words; word++) {
              int count = Math.min(Long.SIZE, bits - word * Long.SIZE);
              long packed = word(values, row * bits + (long) word * Long.SIZE, count);
              output.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, row * words + word, packed);
            }
          }
        });
  }

  private static long word(MemorySegment values, long at, int count) {
    int whole = count - count % Vectors.LANES.length();
    long packed = lanes(values, at, whole);
    for (int bit = whole; bit < count; bit++) {
      packed |= values.getAtIndex(ValueLayout.JAVA_FLOAT, at + bit) > 0 ? 1L << bit : 0;
    }
    return packed;
  }

  private static long lanes(MemorySegment values, long at, int count) {
    long packed = 0;
    for (int bit = 0; bit < count; bit += Vectors.LANES.length()) {
      packed |= Vectors.load(values, at + bit).compare(VectorOperators.GT, 0).toLong() << bit;
    }
    return packed;
  }
}
