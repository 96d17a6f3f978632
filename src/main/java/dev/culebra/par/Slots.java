package dev.culebra.par;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers to be had by one chunk at a time, for scratch memory that lasts a chunk: as many as
 * chunks run at once, where memory per chunk would be too much and too cold. Taking and giving
 * allocate nothing.
 */
public final class Slots {
  private final int count;
  private final AtomicLongArray free;

  /** Slots 0 to {@code count - 1}. */
  public Slots(int count) {
    this.count = count;
    free = new AtomicLongArray((count + 63) / 64);
    for (int slot = 0; slot < count; slot++) {
      give(slot);
    }
  }

  /**
   * The slot with the number of the calling thread, whose core then has its memory in its own
   * caches; else the lowest free one, the warmest of the others. Waits for one if there are fewer
   * than threads.
   */
  public int take() {
    int own = Pool.number();
    if (own < count && takes(own)) {
      return own;
    }
    while (true) {
      for (int index = 0; index < free.length(); index++) {
        long word = free.get(index);
        while (word != 0) {
          if (free.compareAndSet(index, word, word & word - 1)) {
            return index * 64 + Long.numberOfTrailingZeros(word);
          }
          word = free.get(index);
        }
      }
      Thread.yield();
    }
  }

  private boolean takes(int slot) {
    long bit = 1L << slot % 64;
    long word = free.get(slot / 64);
    return (word & bit) != 0 && free.compareAndSet(slot / 64, word, word & ~bit);
  }

  /** Gives back what {@link #take} gave. */
  public void give(int slot) {
    free.getAndAdd(slot / 64, 1L << slot % 64);
  }
}
