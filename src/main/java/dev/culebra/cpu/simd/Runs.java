package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;

/** Work on runs of consecutive elements, long ones cut into pieces, short ones taken together. */
final class Runs {
  private Runs() {}

  /** Does {@code length} elements of a run, beginning with element {@code from} of it. */
  @FunctionalInterface
  interface Body {
    void run(long run, long from, long length);
  }

  static Call call(Workers workers, long count, long length, Body body) {
    long pieces = Chunks.count(length);
    long runsPerChunk = Math.max(1, Chunks.ELEMENTS / Math.max(1, length));
    long groups = (count + runsPerChunk - 1) / runsPerChunk;
    Task task =
        chunk -> {
          long from = chunk % pieces * Chunks.ELEMENTS;
          long size = Math.min(length - from, Chunks.ELEMENTS);
          long first = chunk / pieces * runsPerChunk;
          long last = Math.min(count, first + runsPerChunk);
          for (long run = first; run < last; run++) {
            body.run(run, from, size);
          }
        };
    int chunks = Math.toIntExact(pieces * groups);
    return () -> workers.run(task, chunks);
  }
}
