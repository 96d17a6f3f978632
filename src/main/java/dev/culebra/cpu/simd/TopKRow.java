package dev.culebra.cpu.simd;

import dev.culebra.op.TopK;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The first elements of a row in order. Each element becomes a key: bits that count up in the
 * wanted order above its index. Few of many are kept in a heap, whose root most elements do not
 * precede; else all keys are sorted.
 */
final class TopKRow {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  /** The whole row is sorted if more than one element in so many is wanted. */
  private static final int FEW = 16;

  /** From here on radix passes with their many counts are faster than comparing all with all. */
  private static final int MANY = 128;

  private static final int SIGN = 0x80000000;

  private final int size;
  private final int count;
  private final int flip;
  private final long[] keys;
  private final long[] spare;
  private final int[] digits = new int[KeySort.DIGITS];

  TopKRow(TopK op, int size) {
    this.size = size;
    count = op.count();
    flip = op.largest() ? -1 : 0;
    keys = new long[size];
    spare = new long[KeySort.padded(size)];
  }

  void run(MemorySegment input, long row, MemorySegment values, MemorySegment places) {
    long first = row * size;
    if (count <= size / FEW) {
      choose(input, first);
      sortHeap();
    } else {
      fill(input, first, size);
      if (size < MANY) {
        KeySort.byRank(keys, spare, size);
      } else {
        KeySort.byUpperHalf(keys, spare, size, digits);
      }
    }
    for (int i = 0; i < count; i++) {
      int place = (int) keys[i];
      values.setAtIndex(FLOAT, row * count + i, input.getAtIndex(FLOAT, first + place));
      places.setAtIndex(ValueLayout.JAVA_INT, row * count + i, place);
    }
  }

  private void fill(MemorySegment input, long first, int end) {
    for (int i = 0; i < end; i++) {
      keys[i] = key(input, first, i);
    }
  }

  /** Keeps the first keys as a heap with the last of them at its root. */
  private void choose(MemorySegment input, long first) {
    if (count == 0) {
      return;
    }
    fill(input, first, count);
    for (int parent = count / 2 - 1; parent >= 0; parent--) {
      sink(keys[parent], parent, count);
    }
    for (int i = count; i < size; i++) {
      long key = key(input, first, i);
      if (KeySort.precedes(key, keys[0])) {
        sink(key, 0, count);
      }
    }
  }

  /** Takes the root again and again, and puts it behind what is left. */
  private void sortHeap() {
    for (int end = count - 1; end > 0; end--) {
      long last = keys[end];
      keys[end] = keys[0];
      sink(last, 0, end);
    }
  }

  /** Puts a key at a place of a heap or below, so that no key precedes the one above it. */
  private void sink(long key, int start, int end) {
    int place = start;
    int child = 2 * place + 1;
    while (child < end) {
      if (child + 1 < end && KeySort.precedes(keys[child], keys[child + 1])) {
        child++;
      }
      if (!KeySort.precedes(key, keys[child])) {
        break;
      }
      keys[place] = keys[child];
      place = child;
      child = 2 * place + 1;
    }
    keys[place] = key;
  }

  /** Adding 0 makes equal zeros of both; every NaN has the same bits, above those of infinity. */
  private long key(MemorySegment input, long first, int i) {
    int bits = Float.floatToIntBits(input.getAtIndex(FLOAT, first + i) + 0f);
    int rising = bits ^ (bits >> 31 | SIGN);
    return (long) (rising ^ flip) << 32 | i;
  }
}
