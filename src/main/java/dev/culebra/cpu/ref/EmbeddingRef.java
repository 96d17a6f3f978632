package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Embedding;
import dev.culebra.op.IndexRange;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;

final class EmbeddingRef {
  private EmbeddingRef() {}

  static Kernel select(Embedding op, Signature signature) {
    Shape table = signature.input(0).shape();
    long places = signature.input(1).elements();
    long depth = table.size(-1);
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) -> {
          long[] rows = new long[Math.toIntExact(places)];
          for (long place = 0; place < places; place++) {
            rows[(int) place] =
                row(op.name(), table, inputs.get(1).getAtIndex(ValueLayout.JAVA_INT, place), place);
          }
          for (long place = 0; place < places; place++) {
            for (long i = 0; i < depth; i++) {
              mover.move(inputs.get(0), rows[(int) place] * depth + i, output, place * depth + i);
            }
          }
        });
  }

  /** The row of a table, or of all heads' tables one after the other, that a number means. */
  static long row(String op, Shape table, int number, long place) {
    IndexRange.row(op, table, number, place);
    return table.rank() == 3 ? place % table.size(0) * table.size(-2) + number : number;
  }
}
