package dev.culebra.model;

/**
 * What an {@link Autoencoder} may use.
 *
 * @param threads per call, the caller's included; 1 starts none. Results do not depend on it
 * @param maxBatch samples computed at once; more are cut into pieces
 * @param pool calls that may compute at the same time, each with memory of its own; more wait
 * @param memoryLimit bytes of memory outside the heap that all of it may take
 */
public record AutoencoderOptions(int threads, int maxBatch, int pool, long memoryLimit) {
  /** The caller's thread, up to 128 samples at once, as many callers as processors, no limit. */
  public static final AutoencoderOptions DEFAULT =
      new AutoencoderOptions(1, 128, Runtime.getRuntime().availableProcessors(), Long.MAX_VALUE);

  public AutoencoderOptions {
    require(threads >= 1, "threads", threads);
    require(maxBatch >= 1 && maxBatch <= 1 << 20, "maxBatch", maxBatch);
    require(pool >= 1, "pool", pool);
    require(memoryLimit >= 1, "memoryLimit", memoryLimit);
  }

  public AutoencoderOptions withThreads(int count) {
    return new AutoencoderOptions(count, maxBatch, pool, memoryLimit);
  }

  public AutoencoderOptions withMaxBatch(int samples) {
    return new AutoencoderOptions(threads, samples, pool, memoryLimit);
  }

  public AutoencoderOptions withPool(int calls) {
    return new AutoencoderOptions(threads, maxBatch, calls, memoryLimit);
  }

  public AutoencoderOptions withMemoryLimit(long bytes) {
    return new AutoencoderOptions(threads, maxBatch, pool, bytes);
  }

  private static void require(boolean holds, String field, long value) {
    if (!holds) {
      throw new IllegalArgumentException("[autoencoder] " + field + " " + value + " out of range");
    }
  }
}
