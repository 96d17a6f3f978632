package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.par.Slots;
import dev.culebra.par.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * A bound call of a C function that needs scratch memory: an argument block for each of the slots
 * that chunks take, which differ in where it lies. Otherwise as {@link NativeCall}.
 */
final class SlotCall implements Call {
  /** Slots for any number of threads up to the processors of this machine. */
  static final int SLOTS = Runtime.getRuntime().availableProcessors();

  private static final long LINE = 128;

  private final String name;
  private final MethodHandle code;
  private final MemorySegment[] blocks;
  private final Operands operands;
  private final Scope[] scopes;
  private final Slots slots;
  private final Task task = this::runChunk;
  private final long each;
  private final Finished finished;
  private long items;

  /**
   * @param blocks an argument block for each slot
   * @param items what the function goes through
   * @param each items of a chunk
   */
  SlotCall(
      NativeFunction function, MemorySegment[] blocks, long items, long each, Operands operands) {
    this(function, blocks, items, each, operands, null);
  }

  /**
   * As above.
   *
   * @param finished what is done with a chunk's results, by the same thread; null for nothing
   */
  SlotCall(
      NativeFunction function,
      MemorySegment[] blocks,
      long items,
      long each,
      Operands operands,
      Finished finished) {
    this.finished = finished;
    this.name = function.name();
    this.code = function.code();
    this.blocks = blocks;
    this.operands = operands;
    this.items = items;
    this.each = each;
    scopes =
        Stream.concat(operands.inputs().stream(), operands.outputs().stream())
            .map(MemorySegment::scope)
            .distinct()
            .toArray(Scope[]::new);
    slots = new Slots(blocks.length);
  }

  /** Items begin to end - 1 are done. */
  @FunctionalInterface
  interface Finished {
    void run(long begin, long end);

    /**
     * Hands on what a chunk's items have made final.
     *
     * @param epilogue null for nothing
     * @param firstElement the first that an item has and those before have not
     */
    static Finished of(Epilogue epilogue, LongUnaryOperator firstElement) {
      if (epilogue == null) {
        return null;
      }
      return (begin, end) -> {
        long first = firstElement.applyAsLong(begin);
        epilogue.run(first, firstElement.applyAsLong(end) - first);
      };
    }
  }

  /** Bytes that keep what follows on cache lines of its own. */
  static long aligned(long bytes) {
    return Math.ceilDiv(bytes, LINE) * LINE;
  }

  /**
   * Argument blocks for all slots.
   *
   * @param offset of the scratch memory in the workspace, {@link #SLOTS} times {@code bytes}
   * @param fill writes a block, given its scratch memory
   */
  static MemorySegment[] blocks(
      NativeFunction function,
      Operands operands,
      long offset,
      long bytes,
      BiConsumer<Block, MemorySegment> fill) {
    // The JVM counts few processors where its threads are tied to few; they must not wait for
    // slots.
    int threads = operands.workers().threads();
    // One arena: blocks hold no more than addresses, and what they point to is to live as long.
    Arena arena = Arena.ofAuto();
    MemorySegment scratch =
        threads <= SLOTS
            ? operands.workspace().asSlice(offset)
            : arena.allocate(threads * bytes, LINE);
    MemorySegment[] blocks = new MemorySegment[Math.max(threads, SLOTS)];
    for (int slot = 0; slot < blocks.length; slot++) {
      Block block = new Block(function.block(), arena);
      fill.accept(block, scratch.asSlice(slot * bytes, bytes));
      blocks[slot] = block.segment();
    }
    return blocks;
  }

  @Override
  public void run() {
    for (Scope scope : scopes) {
      if (!scope.isAlive()) {
        throw new IllegalStateException("[" + name + "] an operand's memory is closed");
      }
    }
    operands.workers().run(task, Math.toIntExact(Math.ceilDiv(items, each)));
    Reference.reachabilityFence(operands);
  }

  /** As {@link #run()} with another number of items. */
  void run(long count) {
    items = count;
    run();
  }

  private void runChunk(int chunk) {
    int slot = slots.take();
    try {
      long begin = chunk * each;
      long end = Math.min(items, begin + each);
      code.invokeExact(blocks[slot], begin, end);
      if (finished != null) {
        finished.run(begin, end);
      }
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    } finally {
      slots.give(slot);
    }
  }
}
