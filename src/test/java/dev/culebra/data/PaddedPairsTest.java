package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PaddedPairsTest {
  private static final SequencePair LONG = new SequencePair(new int[] {5}, new int[] {6, 7});
  private static final SequencePair SILENT = new SequencePair(new int[] {8, 9}, new int[] {});

  @Test
  void rowsByHand() {
    Dataset data = PaddedPairs.of("pairs", List.of(LONG, SILENT), 4);
    assertArrayEquals(new int[] {1, 3, 5, 6, 0, 7, 0, 2, 0, 0}, sample(data, 0));
    assertArrayEquals(new int[] {2, 1, 8, 2, 9, 0, 0, 0, 0, 0}, sample(data, 1));
    assertEquals(4, data.extent(0));
    assertEquals(3, data.extent(1));
  }

  private static int[] sample(Dataset data, int index) {
    int[] values = new int[Math.toIntExact(data.sampleShape().elements())];
    data.copy(index, MemorySegment.ofArray(values), 0);
    return values;
  }

  /** No other choice of six lengths, of which there are few here, needs fewer rows. */
  @Test
  void boundsPadLeast() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 20; round++) {
      int longest = 7 + round % 6;
      int[] lengths = random.ints(30, 1, longest + 1).map(x -> Math.min(x, longest)).toArray();
      int most = Arrays.stream(lengths).max().orElseThrow();
      int[] bounds = PaddedPairs.bounds(lengths, longest + 2);
      assertEquals(most, bounds[bounds.length - 1]);
      long least = Long.MAX_VALUE;
      for (int chosen = 0; chosen < 1 << most; chosen++) {
        if (Integer.bitCount(chosen) <= 6 && chosen >> most - 1 == 1) {
          int[] others = bits(chosen);
          least = Math.min(least, rows(lengths, others));
        }
      }
      assertEquals(least, rows(lengths, bounds), Arrays.toString(bounds));
      assertTrue(bounds.length <= 6);
    }
  }

  private static int[] bits(int chosen) {
    List<Integer> bits = new ArrayList<>();
    for (int bit = 0; chosen >> bit != 0; bit++) {
      if ((chosen >> bit & 1) == 1) {
        bits.add(bit + 1);
      }
    }
    return bits.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long rows(int[] lengths, int[] bounds) {
    return Arrays.stream(lengths)
        .mapToLong(
            length ->
                Arrays.stream(bounds).filter(bound -> bound >= length).findFirst().orElseThrow())
        .sum();
  }

  @Test
  void batchesAreCutToTheirExtent() {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      pairs.add(new SequencePair(new int[1 + i % 31], new int[i % 7]));
    }
    Dataset data = PaddedPairs.of("pairs", pairs, 31);
    assertTrue(data.extents().length <= 6);
    int seen = 0;
    try (Batches batches = data.batches(BatchOptions.evaluation(8))) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        for (int row = 0; row < next.count(); row++) {
          assertTrue(next.shape().size(1) > PaddedPairs.length(pairs.get(next.sample(row))));
          seen++;
        }
      }
    }
    assertEquals(65, seen);
  }

  @Test
  void problems() {
    SequencePair empty = new SequencePair(new int[0], new int[] {3});
    UserError error =
        assertThrows(UserError.class, () -> PaddedPairs.of("pairs", List.of(LONG, empty), 4));
    assertTrue(error.getMessage().contains("pair 1 has an empty source"), error.getMessage());
    error = assertThrows(UserError.class, () -> PaddedPairs.of("pairs", List.of(), 4));
    assertTrue(error.getMessage().contains("no pair of sequences"), error.getMessage());
  }
}
