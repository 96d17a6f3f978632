package dev.culebra.cpu.simd;

import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sorts keys as unsigned numbers, without allocation. The upper half of a key says what comes
 * first; the lower half is the key's index and decides among equals, so that all keys differ.
 */
final class KeySort {
  /** Counts of a radix pass. */
  static final int DIGITS = 256;

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;

  /** Precedes no key. */
  private static final long LAST = -1;

  private KeySort() {}

  /**
   * Sorts keys that stand in the order of their indices, a byte of the upper halves at a time from
   * the lowest: every pass keeps the order of equal bytes.
   *
   * @param spare as long as the keys
   * @param places {@link #DIGITS} of them
   */
  static void byUpperHalf(long[] keys, long[] spare, int count, int[] places) {
    pass(keys, spare, count, 32, places);
    pass(spare, keys, count, 40, places);
    pass(keys, spare, count, 48, places);
    pass(spare, keys, count, 56, places);
  }

  private static void pass(long[] from, long[] to, int count, int shift, int[] places) {
    Arrays.fill(places, 0);
    for (int i = 0; i < count; i++) {
      places[digit(from[i], shift)]++;
    }
    int place = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int size = places[digit];
      places[digit] = place;
      place += size;
    }
    for (int i = 0; i < count; i++) {
      to[places[digit(from[i], shift)]++] = from[i];
    }
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & DIGITS - 1;
  }

  /**
   * Sorts keys in any order by counting for each how many precede it: quadratic, but in vectors and
   * without a branch to guess, the fastest way for short rows.
   *
   * @param spare as long as {@link #padded} says
   */
  static void byRank(long[] keys, long[] spare, int count) {
    System.arraycopy(keys, 0, spare, 0, count);
    Arrays.fill(spare, count, padded(count), LAST);
    for (int i = 0; i < count; i++) {
      keys[rank(spare, count, spare[i])] = spare[i];
    }
  }

  private static int rank(long[] keys, int count, long key) {
    LongVector wanted = LongVector.broadcast(LANES, key);
    int rank = 0;
    for (int i = 0; i < count; i += LANES.length()) {
      LongVector others = LongVector.fromArray(LANES, keys, i);
      rank += others.compare(VectorOperators.ULT, wanted).trueCount();
    }
    return rank;
  }

  /** Length of an array for {@link #byRank}: whole vectors. */
  static int padded(int count) {
    return Math.ceilDiv(count, LANES.length()) * LANES.length();
  }

  /** Whether a key is the lower one. */
  static boolean precedes(long key, long other) {
    return Long.compareUnsigned(key, other) < 0;
  }
}
