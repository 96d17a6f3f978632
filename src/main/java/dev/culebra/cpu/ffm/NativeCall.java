package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.par.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.stream.Stream;

/**
 * A bound call of a C function. Java's threads fetch the chunks; native code starts none.
 *
 * <p>Holds the argument block and the operands whose addresses stand in it, so that memory that the
 * collector frees outlives the call.
 */
final class NativeCall implements Call {
  /** As in the Vector API tier: 64 KiB of float32, long against a dispatch. */
  private static final long CHUNK = 16384;

  private final String name;
  private final MethodHandle code;
  private final MemorySegment block;
  private final long elements;
  private final Operands operands;
  private final Scope[] scopes;
  private final Task task = this::runChunk;
  private final int chunks;

  NativeCall(NativeFunction function, MemorySegment block, long elements, Operands operands) {
    this.name = function.name();
    this.code = function.code();
    this.block = block;
    this.elements = elements;
    this.operands = operands;
    scopes =
        Stream.concat(operands.inputs().stream(), operands.outputs().stream())
            .map(MemorySegment::scope)
            .distinct()
            .toArray(Scope[]::new);
    chunks = Math.toIntExact((elements + CHUNK - 1) / CHUNK);
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

  private void runChunk(int chunk) {
    long begin = chunk * CHUNK;
    try {
      code.invokeExact(block, begin, Math.min(elements, begin + CHUNK));
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}
