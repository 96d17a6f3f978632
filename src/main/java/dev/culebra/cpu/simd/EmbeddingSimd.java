package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Embedding;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows copied by vectors. */
record EmbeddingSimd(String name, Shape table, long places) implements Kernel {
  static Choice select(Embedding op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new EmbeddingSimd(op.name(), signature.input(0).shape(), signature.input(1).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment rows = operands.input(0);
    MemorySegment numbers = operands.input(1);
    MemorySegment output = operands.output(0);
    int depth = table.size(-1);
    Call copy =
        Rows.call(
            operands.workers(),
            places,
            depth,
            (begin, end) -> copy(rows, numbers, output, depth, begin, end));
    return () -> {
      CodeRows.check(name, table, numbers);
      copy.run();
    };
  }

  private void copy(
      MemorySegment rows,
      MemorySegment numbers,
      MemorySegment output,
      int depth,
      long begin,
      long end) {
    int heads = CodeRows.heads(table);
    for (long place = begin; place < end; place++) {
      long number = numbers.getAtIndex(ValueLayout.JAVA_INT, place);
      long row = place % heads * table.size(-2) + number;
      GemmPacking.copy(rows, 4 * row * depth, output, 4 * place * depth, depth);
    }
  }
}
