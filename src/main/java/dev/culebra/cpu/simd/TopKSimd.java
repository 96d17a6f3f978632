package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.TopK;
import dev.culebra.par.Slots;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;

/** Rows on all threads, each with the keys of one row as scratch memory. */
record TopKSimd(TopK op, int size, long rows) implements Kernel {
  static Choice select(TopK op, Signature signature) {
    int size = signature.input(0).shape().size(-1);
    return signature.input(0).dtype() == DType.F32
        ? new TopKSimd(op, size, signature.input(0).shape().with(-1, 1).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment values = operands.output(0);
    MemorySegment places = operands.output(1);
    TopKRow[] scratch = new TopKRow[operands.workers().threads()];
    for (int slot = 0; slot < scratch.length; slot++) {
      scratch[slot] = new TopKRow(op, size);
    }
    Slots slots = new Slots(scratch.length);
    return Rows.call(
        operands.workers(),
        rows,
        size,
        (begin, end) -> {
          int slot = slots.take();
          try {
            for (long row = begin; row < end; row++) {
              scratch[slot].run(input, row, values, places);
            }
          } finally {
            slots.give(slot);
          }
        });
  }
}
