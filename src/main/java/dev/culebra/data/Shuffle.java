package dev.culebra.data;

/**
 * The order of the samples in an epoch: Fisher-Yates over words of SplitMix64 (Steele, Lea, Flood
 * 2014). It depends on seed, epoch and count alone, so an interrupted run finds its place again.
 */
final class Shuffle {
  /** 2^64 divided by the golden ratio: SplitMix64's step. */
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private Shuffle() {}

  /** Fills {@code order} with 0, 1, 2 and so on. */
  static void identity(int[] order) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
  }

  /** Fills {@code order} with the permutation of an epoch. */
  static void fill(int[] order, long seed, int epoch) {
    identity(order);
    long state = mix(mix(seed) + epoch * STEP);
    for (int last = order.length - 1; last > 0; last--) {
      state += STEP;
      // The high word of the product is uniform below the bound but for 1 part in 2^33 or less.
      int chosen = (int) Math.unsignedMultiplyHigh(mix(state), last + 1L);
      int swap = order[last];
      order[last] = order[chosen];
      order[chosen] = swap;
    }
  }

  private static long mix(long word) {
    word = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
    word = (word ^ (word >>> 27)) * 0x94d049bb133111ebL;
    return word ^ (word >>> 31);
  }
}
