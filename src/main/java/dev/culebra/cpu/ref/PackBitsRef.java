package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.PackBits;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Words are written as such: a double would lose bits. */
record PackBitsRef(TensorType values) implements Kernel {
  static Kernel select(PackBits op, Signature signature) {
    return new PackBitsRef(signature.input(0));
  }

  @Override
  public Call bind(Operands operands) {
    Cells cells = Cells.of(values, operands.input(0));
    MemorySegment output = operands.output(0);
    return () -> pack(cells, output);
  }

  private void pack(Cells cells, MemorySegment output) {
    int bits = values.shape().size(1);
    int words = Math.ceilDiv(bits, 64);
    for (int row = 0; row < values.shape().size(0); row++) {
      for (int word = 0; word < words; word++) {
        long packed = 0;
        for (int bit = 64 * word; bit < Math.min(bits, 64 * word + 64); bit++) {
          packed |= cells.get((long) row * bits + bit) > 0 ? 1L << bit : 0;
        }
        output.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, (long) row * words + word, packed);
      }
    }
  }
}
