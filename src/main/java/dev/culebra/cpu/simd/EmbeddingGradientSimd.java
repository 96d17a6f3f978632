package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.EmbeddingGradient;
import dev.culebra.par.Task;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Rows added to, each chunk its own ones. */
record EmbeddingGradientSimd(String name, Shape table, long places) implements Kernel {
  static Choice select(EmbeddingGradient op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new EmbeddingGradientSimd(op.name(), op.table(), signature.input(1).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment gradient = operands.input(0);
    MemorySegment numbers = operands.input(1);
    MemorySegment output = operands.output(0);
    long rows = (long) CodeRows.heads(table) * table.size(-2);
    Task task =
        chunk ->
            add(
                gradient,
                numbers,
                output,
                CodeRows.begin(chunk, rows),
                CodeRows.begin(chunk + 1, rows));
    return () -> {
      CodeRows.check(name, table, numbers);
      operands.workers().run(task, CodeRows.chunks(rows));
    };
  }

  private void add(
      MemorySegment gradient, MemorySegment numbers, MemorySegment output, int begin, int end) {
    int depth = table.size(-1);
    int heads = CodeRows.heads(table);
    output.asSlice(4L * begin * depth, 4L * (end - begin) * depth).fill((byte) 0);
    for (long place = 0; place < places; place++) {
      int number = numbers.getAtIndex(ValueLayout.JAVA_INT, place);
      long row = place % heads * table.size(-2) + number;
      if (row >= begin && row < end) {
        CodeRows.add(gradient, place * depth, output, row * depth, depth, 1);
      }
    }
  }
}
