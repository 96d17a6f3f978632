package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.stream.Stream;

/**
 * A bound call of a C function. Java's threads fetch the chunks; native code starts none.
 *
 * <p>Holds the argument blocks and the operands whose addresses stand in them, so that memory that
 * the collector frees outlives the call.
 */
final class NativeCall implements Call {
  private final String name;
  private final MethodHandle code;
  private final MemorySegment[] blocks;
  private final Operands operands;
  private final Scope[] scopes;
  private final Task task;
  private final int chunks;

  /**
   * @param blocks an argument block for each array
   * @param arrays what the function goes through
   */
  NativeCall(
      NativeFunction function, MemorySegment[] blocks, ManyArrays arrays, Operands operands) {
    this.name = function.name();
    this.code = function.code();
    this.blocks = blocks;
    this.operands = operands;
    scopes =
        Stream.concat(operands.inputs().stream(), operands.outputs().stream())
            .map(MemorySegment::scope)
            .distinct()
            .toArray(Scope[]::new);
    task = arrays.task(this::runPiece);
    chunks = arrays.chunks();
  }

  /**
   * The only check of a call at work: Java throws on memory that was closed, C would end the JVM.
   */
  @Override
  public void run() {
    for (Scope scope : scopes) {
      if (!scope.isAlive()) {
        throw new IllegalStateException("[" + name + "] an operand's memory is closed");
      }
    }
    operands.workers().run(task, chunks);
    Reference.reachabilityFence(operands);
  }

  private void runPiece(int piece, int array, long begin, long end) {
    try {
      code.invokeExact(blocks[array], begin, end);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}
