package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.par.ManyArrays;
import dev.culebra.par.Slots;
import dev.culebra.par.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.ref.Reference;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bound call of C functions, one after another. Java's threads fetch the chunks; native code
 * starts none.
 *
 * <p>Holds the argument blocks and the operands whose addresses stand in them, so that memory that
 * the collector frees outlives the call.
 */
final class NativeCall implements Call {
  /** A function's task and how many chunks it has. */
  record Stage(Task task, int chunks) {
    /**
     * Through the elements of many arrays.
     *
     * @param blocks an argument block for each of them
     */
    static Stage elements(NativeFunction function, MemorySegment[] blocks, ManyArrays arrays) {
      Task task =
          arrays.task((piece, array, begin, end) -> function.call(blocks[array], begin, end));
      return new Stage(task, arrays.chunks());
    }

    /** Through items, so many of them a chunk. */
    static Stage grid(NativeFunction function, MemorySegment block, long items, long each) {
      return new Stage(
          chunk -> function.call(block, chunk * each, Math.min(items, (chunk + 1) * each)),
          Math.toIntExact(Math.ceilDiv(items, each)));
    }

    /**
     * Through chunks that take one of some argument blocks each, for the scratch memory in it.
     *
     * @param blocks as many as threads, as {@link SlotCall#blocks} makes them
     */
    static Stage slots(NativeFunction function, MemorySegment[] blocks, int chunks) {
      Slots slots = new Slots(blocks.length);
      Task task =
          chunk -> {
            int slot = slots.take();
            try {
              function.call(blocks[slot], chunk, chunk + 1L);
            } finally {
              slots.give(slot);
            }
          };
      return new Stage(task, chunks);
    }
  }

  private final String name;
  private final Stage[] stages;
  private final Operands operands;
  private final Scope[] scopes;

  NativeCall(String name, List<Stage> stages, Operands operands) {
    this.name = name;
    this.stages = stages.toArray(Stage[]::new);
    this.operands = operands;
    scopes =
        Stream.concat(operands.inputs().stream(), operands.outputs().stream())
            .map(MemorySegment::scope)
            .distinct()
            .toArray(Scope[]::new);
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
    for (Stage stage : stages) {
      operands.workers().run(stage.task, stage.chunks);
    }
    Reference.reachabilityFence(operands);
  }
}
