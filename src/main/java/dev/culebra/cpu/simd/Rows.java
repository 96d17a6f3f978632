package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;

/** Work on rows of equal length, cut into chunks of about {@link Chunks#ELEMENTS} elements. */
final class Rows {
  private Rows() {}

  /** Does rows {@code begin} (inclusive) to {@code end} (exclusive). */
  @FunctionalInterface
  interface Body {
    void run(long begin, long end);
  }

  static Call call(Workers workers, long rows, long length, Body body) {
    long perChunk = Math.max(1, Chunks.ELEMENTS / Math.max(1, length));
    int chunks = Math.toIntExact((rows + perChunk - 1) / perChunk);
    Task task = chunk -> body.run(chunk * perChunk, Math.min(rows, (chunk + 1) * perChunk));
    return () -> workers.run(task, chunks);
  }
}
