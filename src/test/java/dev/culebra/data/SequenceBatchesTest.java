package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceBatchesTest {
  private static final int[] BOUNDS = {3, 5};

  /** Pair i has 1 + i % 7 times i + 3 as its source and one more as its target. */
  private static List<SequencePair> pairs(int count) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] source = new int[1 + i % 7];
      int[] target = new int[2 + i % 7];
      Arrays.fill(source, i + 3);
      Arrays.fill(target, i + 3);
      pairs.add(new SequencePair(source, target));
    }
    return pairs;
  }

  private static SequenceBatches batches(int count, BatchOptions options) {
    return new SequenceBatches(pairs(count), BOUNDS, options);
  }

  @Test
  void rowsByHand() {
    List<SequencePair> two =
        List.of(
            new SequencePair(new int[] {5}, new int[] {6, 7}),
            new SequencePair(new int[] {8, 9}, new int[] {}));
    SequenceBatch batch =
        new SequenceBatches(two, new int[0], BatchOptions.evaluation(3)).batch(0, 0);
    assertEquals(2, batch.count());
    assertEquals(3, batch.rows());
    assertEquals(4, batch.symbols());
    assertArrayEquals(new int[] {0, 1}, batch.pairs());
    assertArrayEquals(new int[] {5, 0, 8, 9, 0, 0}, batch.source());
    assertArrayEquals(new int[] {1, 2, 0}, batch.sourceLengths());
    assertArrayEquals(new int[] {1, 6, 7, 1, 0, 0, 0, 0, 0}, batch.given());
    assertArrayEquals(new int[] {6, 7, 2, 2, 0, 0, 0, 0, 0}, batch.expected());
    assertArrayEquals(new int[] {3, 1, 0}, batch.targetLengths());
  }

  @Test
  void everyPairComesOnceInItsBucket() {
    SequenceBatches batches = batches(65, BatchOptions.training(8, 1));
    assertEquals(3, batches.buckets());
    int[] seen = new int[65];
    for (int index = 0; index < batches.perEpoch(); index++) {
      SequenceBatch batch = batches.batch(3, index);
      int longest = new int[] {2, 4, 7}[batch.bucket()];
      assertEquals(longest, batch.sourceSteps());
      assertEquals(longest + 2, batch.targetSteps());
      for (int row = 0; row < batch.count(); row++) {
        int pair = batch.pairs()[row];
        seen[pair]++;
        assertEquals(1 + pair % 7, batch.sourceLengths()[row]);
        assertEquals(pair + 3, batch.source()[row * batch.sourceSteps()]);
        assertTrue(
            batch.bucket() == 0 || batch.targetLengths()[row] > BOUNDS[batch.bucket() - 1] + 1);
      }
    }
    assertTrue(IntStream.of(seen).allMatch(times -> times == 1));
  }

  /** Of 65 pairs the buckets have 19 or 20, 18 and 27: two, two and three full batches of 8. */
  @Test
  void raggedBatchesAreLeftOutIfAsked() {
    SequenceBatches batches = batches(65, BatchOptions.training(8, 1).droppingRagged());
    assertEquals(7, batches.perEpoch());
    for (int index = 0; index < 7; index++) {
      assertEquals(8, batches.batch(0, index).count());
    }
    assertEquals(10, batches(65, BatchOptions.training(8, 1)).perEpoch());
  }

  @Test
  void seedEpochAndIndexFixABatch() {
    SequenceBatches one = batches(65, BatchOptions.training(8, 1));
    SequenceBatches late = batches(65, BatchOptions.training(8, 1));
    SequenceBatches other = batches(65, BatchOptions.training(8, 2));
    int[] first = one.batch(0, 4).pairs();
    one.batch(1, 0);
    assertArrayEquals(first, one.batch(0, 4).pairs());
    assertArrayEquals(one.batch(5, 2).expected(), late.batch(5, 2).expected());
    assertFalse(orders(one, 0).equals(orders(one, 1)));
    assertFalse(orders(one, 0).equals(orders(other, 0)));
  }

  private static String orders(SequenceBatches batches, int epoch) {
    return IntStream.range(0, batches.perEpoch())
        .mapToObj(index -> Arrays.toString(batches.batch(epoch, index).pairs()))
        .toList()
        .toString();
  }

  @Test
  void unshuffledPairsKeepTheirOrder() {
    SequenceBatches batches = batches(8, BatchOptions.evaluation(2));
    assertEquals("[[0, 1], [7], [2, 3], [4, 5], [6]]", orders(batches, 0));
    assertEquals(orders(batches, 0), orders(batches, 1));
  }

  @Test
  void problems() {
    List<SequencePair> silent = List.of(new SequencePair(new int[0], new int[] {3}));
    BatchOptions options = BatchOptions.training(8, 1);
    UserError error =
        assertThrows(UserError.class, () -> new SequenceBatches(silent, BOUNDS, options));
    assertTrue(error.getMessage().contains("pair 0 has an empty source"), error.getMessage());
    error = assertThrows(UserError.class, () -> batches(0, options));
    assertTrue(error.getMessage().contains("0 pairs make no batch"), error.getMessage());
    assertThrows(UserError.class, () -> batches(9, options.droppingRagged()));
    assertThrows(IllegalArgumentException.class, () -> batches(9, options).batch(0, 99));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SequenceBatches(pairs(9), new int[] {4, 4}, options));
  }
}
