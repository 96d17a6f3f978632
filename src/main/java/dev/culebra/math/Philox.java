package dev.culebra.math;

import java.nio.charset.StandardCharsets;

/**
 * Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * 2011): a block of four 32-bit words is a function of a counter and a key, so any element of any
 * draw can be computed alone.
 *
 * <ul>
 *   <li>key = (low, high 32 bits of the seed)
 *   <li>counter = (low, high 32 bits of element / 4, step, stream)
 *   <li>element e takes word e % 4 of its block; element indices count over the whole batch
 * </ul>
 */
public final class Philox {
  public static final int ROUNDS = 10;

  /** Multipliers of counter words 0 and 2, as unsigned numbers. */
  public static final long MULTIPLIER_0 = 0xD2511F53L;

  public static final long MULTIPLIER_2 = 0xCD9E8D57L;

  /** What each round adds to the key: the golden ratio and sqrt(3) - 1. */
  public static final int WEYL_0 = 0x9E3779B9;

  public static final int WEYL_1 = 0xBB67AE85;

  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /** The word of one element. */
  public static int word(long seed, int step, int stream, long element) {
    long words = pair(seed, step, stream, element >> 1);
    return (element & 1) == 0 ? (int) words : (int) (words >>> 32);
  }

  /** The words of elements 2 pair (low half) and 2 pair + 1 (high half). */
  public static long pair(long seed, int step, int stream, long pair) {
    return halfBlock(seed, step, stream, pair >> 1, (pair & 1) != 0);
  }

  /** Words 0 and 1 of a block, or words 2 and 3; the first of them in the low half. */
  static long halfBlock(long seed, int step, int stream, long block, boolean upper) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = step;
    int c3 = stream;
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (c0 & LOW) * MULTIPLIER_0;
      long p2 = (c2 & LOW) * MULTIPLIER_2;
      c0 = (int) (p2 >>> 32) ^ c1 ^ k0;
      c1 = (int) p2;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return upper ? (c2 & LOW) | (long) c3 << 32 : (c0 & LOW) | (long) c1 << 32;
  }

  /**
   * A word as a number in (0, 1): (word &gt;&gt;&gt; 9 + 1/2) / 2^23. All 2^23 values are exact,
   * equally likely and symmetric about 1/2; the smallest is 2^-24, the largest 1 - 2^-24, never 0
   * or 1.
   */
  public static float uniform(int word) {
    return Math.fma((float) (word >>> 9), 0x1p-23f, 0x1p-24f);
  }

  /** {@link #uniform(int)} of the word of one element. */
  public static float uniform(long seed, int step, int stream, long element) {
    return uniform(word(seed, step, stream, element));
  }

  /**
   * The stream of a name path such as {@code encoder/0/dropout}: FNV-1a of its UTF-8 bytes, then
   * MurmurHash3's 32-bit finalizer. It never changes, or saved runs would draw other numbers.
   */
  public static int stream(String name) {
    int hash = 0x811C9DC5;
    for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (letter & 0xFF)) * 0x01000193;
    }
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
    return hash ^ hash >>> 16;
  }
}
