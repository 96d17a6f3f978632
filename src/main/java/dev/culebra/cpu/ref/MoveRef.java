package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A kernel that moves elements without reading them as numbers, whatever their type.
 *
 * @param elementBytes bytes of one element
 * @param body the loops
 */
record MoveRef(int elementBytes, Body body) implements Kernel {
  /** Copies element {@code from} of the source to element {@code to} of the target. */
  @FunctionalInterface
  interface Mover {
    void move(MemorySegment source, long from, MemorySegment target, long to);
  }

  /** The loops. */
  @FunctionalInterface
  interface Body {
    void run(List<MemorySegment> inputs, MemorySegment output, Mover mover);
  }

  @Override
  public Call bind(Operands operands) {
    Mover mover =
        (source, from, target, to) ->
            MemorySegment.copy(
                source, from * elementBytes, target, to * elementBytes, elementBytes);
    return () -> body.run(operands.inputs(), operands.output(0), mover);
  }
}
