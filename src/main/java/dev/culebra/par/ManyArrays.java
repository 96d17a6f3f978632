package dev.culebra.par;

import java.util.Arrays;

/**
 * Several arrays cut into pieces, none of which crosses from one array to the next, and the pieces
 * gathered into chunks, so that many small arrays cost one dispatch. All is cut by size alone:
 * results do not depend on the threads.
 *
 * @param array the array of each piece
 * @param begin its first element there
 * @param end the element after its last
 * @param first the first piece of each chunk, then the number of pieces
 */
public record ManyArrays(int[] array, long[] begin, long[] end, int[] first) {
  /** Of a whole chunk: 64 KiB of float32 fits L2 with its neighbours, long against a dispatch. */
  public static final long ELEMENTS = 16384;

  /** What is done with a piece. */
  @FunctionalInterface
  public interface Work {
    void run(int piece, int array, long begin, long end);
  }

  /** Cuts arrays of so many elements. */
  public static ManyArrays of(long... elements) {
    int pieces = 0;
    for (long each : elements) {
      pieces = Math.addExact(pieces, Math.toIntExact((each + ELEMENTS - 1) / ELEMENTS));
    }
    int[] array = new int[pieces];
    long[] begin = new long[pieces];
    long[] end = new long[pieces];
    int next = 0;
    for (int each = 0; each < elements.length; each++) {
      for (long at = 0; at < elements[each]; at += ELEMENTS) {
        array[next] = each;
        begin[next] = at;
        end[next] = Math.min(elements[each], at + ELEMENTS);
        next++;
      }
    }
    return new ManyArrays(array, begin, end, gather(begin, end));
  }

  private static int[] gather(long[] begin, long[] end) {
    int[] first = new int[begin.length + 1];
    int chunks = 0;
    long gathered = ELEMENTS;
    for (int piece = 0; piece < begin.length; piece++) {
      gathered += end[piece] - begin[piece];
      if (gathered > ELEMENTS) {
        first[chunks++] = piece;
        gathered = end[piece] - begin[piece];
      }
    }
    first[chunks] = begin.length;
    return Arrays.copyOf(first, chunks + 1);
  }

  public int pieces() {
    return array.length;
  }

  public int chunks() {
    return first.length - 1;
  }

  /** The work of a chunk, piece by piece. */
  public Task task(Work work) {
    return chunk -> {
      for (int piece = first[chunk]; piece < first[chunk + 1]; piece++) {
        work.run(piece, array[piece], begin[piece], end[piece]);
      }
    };
  }
}
