package dev.culebra.par;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers to be had by one chunk at a time, for scratch memory that lasts a chunk: as many as
 * chunks run at once, where memory per chunk would be too much and too cold. Taking and giving
 * allocate nothing.
 */
public final class Slots {
  /**
   * Each slot's word is 128 bytes from the next, since cores fetch cache lines in pairs: a line
   * that threads share would go from core to core four times a run of two chunks.
   */
  private static final int STEP = 16;

  private static final long FREE = 0;
  private static final long TAKEN = 1;

  private final int count;
  private final AtomicLongArray words;

  /** Slots 0 to {@code count - 1}. */
  public Slots(int count) {
    this.count = count;
    words = new AtomicLongArray((count + 1) * STEP);
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
      for (int slot = 0; slot < count; slot++) {
        if (takes(slot)) {
          return slot;
        }
      }
      Thread.yield();
    }
  }

  private boolean takes(int slot) {
    int index = (slot + 1) * STEP;
    return words.get(index) == FREE && words.compareAndSet(index, FREE, TAKEN);
  }

  /** Gives back what {@link #take} gave. */
  public void give(int slot) {
    words.setRelease((slot + 1) * STEP, FREE);
  }
}
