package dev.culebra.bench;

import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reads and writes as many streams as some work does. Streams take turns by the page, so that each
 * is one tight loop and all of them advance together.
 */
final class StreamProbe implements Subject {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Bytes of a stream before it is the next one's turn. */
  private static final long PIECE = 4096;

  /** Bytes of each stream that a thread takes at once. */
  private static final long CHUNK = 1 << 16;

  private final Workers workers;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment[] inputs;
  private final MemorySegment[] outputs;
  private final MemorySegment[] updated;
  private final long bytes;

  /** Closes the workers with itself. */
  StreamProbe(Workers workers, Work work) {
    this.workers = workers;
    bytes = Math.ceilDiv(work.elements() * Float.BYTES, CHUNK) * CHUNK;
    inputs = segments(work.reads());
    outputs = segments(work.writes());
    updated = segments(work.updates());
  }

  private MemorySegment[] segments(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> arena.allocate(bytes, 64).fill((byte) 0))
        .toArray(MemorySegment[]::new);
  }

  @Override
  public void run() {
    workers.run(this::chunk, Math.toIntExact(bytes / CHUNK));
  }

  private void chunk(int number) {
    for (long piece = number * CHUNK; piece < (number + 1) * CHUNK; piece += PIECE) {
      float sum = 0;
      for (MemorySegment input : inputs) {
        sum += read(input, piece);
      }
      for (MemorySegment output : outputs) {
        write(output, piece, sum);
      }
      for (MemorySegment one : updated) {
        write(one, piece, read(one, piece));
      }
    }
  }

  private static float read(MemorySegment input, long piece) {
    FloatVector even = FloatVector.zero(LANES);
    FloatVector odd = even;
    for (long at = piece; at < piece + PIECE; at += 2L * LANES.vectorByteSize()) {
      even = even.add(FloatVector.fromMemorySegment(LANES, input, at, ORDER));
      odd =
          odd.add(FloatVector.fromMemorySegment(LANES, input, at + LANES.vectorByteSize(), ORDER));
    }
    return even.add(odd).lane(0);
  }

  private static void write(MemorySegment output, long piece, float value) {
    FloatVector vector = FloatVector.broadcast(LANES, value);
    for (long at = piece; at < piece + PIECE; at += LANES.vectorByteSize()) {
      vector.intoMemorySegment(output, at, ORDER);
    }
  }

  @Override
  public Findings check() {
    return Findings.NONE;
  }

  @Override
  public void close() {
    workers.close();
    arena.close();
  }
}
