package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.memory.Block;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Calls of {@code native/src/probe.c}, which show what the machine allows: no operation, but what
 * operations are held against. In C, because a limit must not depend on what the JIT did so far.
 *
 * <p>The memory of a call lives as long as someone holds it; workers are given. One thread.
 */
public final class NativeProbe {
  /**
   * Streams of float32 numbers.
   *
   * @param elements of each; read, written or updated up to the next multiple of {@link #CHUNK}
   */
  public record Streams(int reads, int writes, int updates, long elements) {
    private int chunks() {
      return Math.toIntExact(Math.ceilDiv(elements, CHUNK));
    }

    /** A few cache lines more than the numbers, so that streams do not meet in the same sets. */
    private long apart() {
      return chunks() * CHUNK + 272;
    }

    /**
     * What all of them take; contents do not matter, but reading what was never written is free.
     */
    public MemorySegment allocate() {
      long count = (reads + writes + updates) * apart();
      return Arena.ofAuto().allocate(count * Float.BYTES, 64).fill((byte) 0);
    }
  }

  /** Elements of each stream that a thread takes at once. */
  public static final long CHUNK = 1 << 14;

  /** Multiply-adds of single numbers that a call does on each thread. */
  public static final long MULTIPLY_ADDS = 12L * 16 * 200_000;

  /** Floats from one thread's sum to the next: no cache line is shared. */
  private static final long APART = 64;

  private static final NativeFunction MULTIPLY_ADD =
      NativeFunction.of(
          "probe_multiply_add",
          ADDRESS.withName("sums"),
          JAVA_LONG.withName("apart"),
          JAVA_LONG.withName("operations"));

  private static final NativeFunction STREAMS =
      NativeFunction.of(
          "probe_streams",
          ADDRESS.withName("memory"),
          ADDRESS.withName("sums"),
          JAVA_LONG.withName("apart"),
          JAVA_LONG.withName("reads"),
          JAVA_LONG.withName("writes"),
          JAVA_LONG.withName("updates"),
          JAVA_LONG.withName("piece"),
          JAVA_INT.withName("bypass"));

  private final Workers workers;
  private final NativeCall.Stage stage;
  private final MemorySegment[] held;

  private NativeProbe(
      Workers workers, NativeFunction function, Block block, int chunks, MemorySegment... held) {
    this.workers = workers;
    this.held = held;
    stage = NativeCall.Stage.grid(function, block.segment(), chunks, 1);
  }

  /** Why there is none in one line; null if there is one. */
  public static String refusal() {
    String library = NativeLibrary.get().refusal();
    if (library != null) {
      return library;
    }
    return MULTIPLY_ADD.refusal() != null ? MULTIPLY_ADD.refusal() : STREAMS.refusal();
  }

  /** {@link #MULTIPLY_ADDS} fused multiply-adds on each thread, none of which leaves registers. */
  public static NativeProbe multiplyAdds(Workers workers) {
    MemorySegment sums = Arena.ofAuto().allocate(workers.threads() * APART * Float.BYTES, 64);
    Block block =
        new Block(MULTIPLY_ADD.block())
            .set("sums", sums)
            .set("apart", APART)
            .set("operations", MULTIPLY_ADDS);
    return new NativeProbe(workers, MULTIPLY_ADD, block, workers.threads(), sums);
  }

  /**
   * Through each stream once.
   *
   * @param memory from {@link Streams#allocate}
   * @param piece elements of a stream before it is the next one's turn, a multiple of 64 that
   *     divides {@link #CHUNK}
   * @param bypass whether what is written goes past the caches
   */
  public static NativeProbe streams(
      Workers workers, Streams streams, MemorySegment memory, int piece, boolean bypass) {
    int chunks = streams.chunks();
    MemorySegment sums = Arena.ofAuto().allocate((long) chunks * Float.BYTES, 64);
    Block block =
        new Block(STREAMS.block())
            .set("memory", memory)
            .set("sums", sums)
            .set("apart", streams.apart())
            .set("reads", streams.reads())
            .set("writes", streams.writes())
            .set("updates", streams.updates())
            .set("piece", piece)
            .set("bypass", bypass ? 1 : 0);
    return new NativeProbe(workers, STREAMS, block, chunks, memory, sums);
  }

  public void run() {
    workers.run(stage.task(), stage.chunks());
    Reference.reachabilityFence(held);
  }
}
