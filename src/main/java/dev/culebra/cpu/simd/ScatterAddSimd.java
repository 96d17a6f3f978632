package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ScatterAdd;
import dev.culebra.par.Task;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Single elements. A chunk has some columns of one slab to itself, so that no element is written by
 * two threads and sums are in the order of the index.
 */
record ScatterAddSimd(ScatterAdd op, Signature signature) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Columns of a chunk: two cache lines. */
  private static final int COLUMNS = 32;

  static Choice select(ScatterAdd op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new ScatterAddSimd(op, signature)
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    Shape part = signature.input(0).shape();
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    int size = op.size();
    int given = part.size(op.axis());
    long inner = part.range(op.axis() + 1, part.rank()).elements();
    long blocks = (inner + COLUMNS - 1) / COLUMNS;
    Indices indices = Indices.of(op.name(), operands.input(1), signature.input(1), size);
    Task task =
        chunk -> {
          long slab = chunk / blocks;
          long first = chunk % blocks * COLUMNS;
          int columns = (int) Math.min(COLUMNS, inner - first);
          long to = slab * size * inner + first;
          for (int k = 0; k < size; k++) {
            GemmPacking.zero(output, 4 * (to + k * inner), columns);
          }
          long from = slab * given * inner + first;
          for (int j = 0; j < given; j++) {
            for (int i = 0; i < columns; i++) {
              long at = from + j * inner + i;
              long place = 4 * (to + indices.get(at) * inner + i);
              output.set(FLOAT, place, output.get(FLOAT, place) + input.get(FLOAT, 4 * at));
            }
          }
        };
    long slabs = part.range(0, op.axis()).elements();
    Call sums = Calls.parallel(operands.workers(), task, Math.toIntExact(slabs * blocks));
    return indices.checked(operands.workers(), sums);
  }
}
