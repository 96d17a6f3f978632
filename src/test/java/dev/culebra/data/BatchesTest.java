package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  /** Sample i is (i, -i) with label 3 i. */
  private static Dataset numbers(int count) {
    float[] values = new float[2 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      values[2 * i] = i;
      values[2 * i + 1] = -i;
      labels[i] = 3 * i;
    }
    return FloatArrays.labelled("numbers", values, Shape.of(2), labels, List.of());
  }

  @Test
  void orderIsFixedForEver() {
    int[] order = new int[10];
    Shuffle.fill(order, 1, 0);
    assertEquals("[5, 6, 1, 8, 7, 4, 3, 9, 0, 2]", Arrays.toString(order));
    int[] many = new int[60_000];
    Shuffle.fill(many, 42, 7);
    assertEquals(
        "a0ac02768ec28c232c0015a76dfa6cb1392ee6ac9a02444a26cb849206ffd41b",
        Sha256.hex(Arrays.toString(many)));
    assertEquals(60_000, IntStream.of(many).distinct().filter(i -> i >= 0 && i < 60_000).count());
  }

  @Test
  void ordersDifferBySeedAndEpoch() {
    int[] one = new int[100];
    int[] other = new int[100];
    Shuffle.fill(one, 1, 0);
    Shuffle.fill(other, 1, 1);
    assertFalse(Arrays.equals(one, other));
    Shuffle.fill(other, 2, 0);
    assertFalse(Arrays.equals(one, other));
    Shuffle.fill(other, 1, 0);
    assertTrue(Arrays.equals(one, other));
  }

  /** Chi-square of where sample 0 lands, 9 degrees of freedom; 27.9 is exceeded 1 time in 1000. */
  @Test
  void everyPlaceIsAsLikely() {
    int[] order = new int[10];
    int[] landed = new int[10];
    for (int epoch = 0; epoch < 10_000; epoch++) {
      Shuffle.fill(order, 5, epoch);
      for (int place = 0; place < 10; place++) {
        landed[place] += order[place] == 0 ? 1 : 0;
      }
    }
    double chiSquare =
        IntStream.of(landed).mapToDouble(n -> (n - 1000.0) * (n - 1000.0)).sum() / 1000;
    assertTrue(chiSquare < 27.9, "chi square " + chiSquare + " of " + Arrays.toString(landed));
  }

  @Test
  void anEpochHoldsEverySampleOnceWithItsLabel() {
    Dataset data = numbers(10);
    boolean[] seen = new boolean[10];
    try (Batches batches = data.batches(BatchOptions.training(4, 3))) {
      assertEquals(3, batches.perEpoch());
      for (int index = 0; index < 3; index++) {
        Batch batch = batches.next();
        assertEquals(index == 2 ? 2 : 4, batch.count());
        assertEquals(Shape.of(batch.count(), 2), batch.shape());
        assertEquals(batch.count() * 8L, batch.samples().byteSize());
        assertEquals(batch.count() * 4L, batch.labels().byteSize());
        assertEquals(index == 2, batch.isLastOfEpoch());
        assertEquals(index, batch.index());
        assertEquals(0, batch.epoch());
        for (int row = 0; row < batch.count(); row++) {
          int sample = batch.sample(row);
          assertFalse(seen[sample]);
          seen[sample] = true;
          assertEquals(sample, IdxTest.at(batch.samples(), 2 * row));
          assertEquals(-sample, IdxTest.at(batch.samples(), 2 * row + 1));
          assertEquals(3 * sample, batch.labels().getAtIndex(ValueLayout.JAVA_INT, row));
        }
      }
      assertEquals(1, batches.next().epoch());
    }
  }

  @Test
  void evaluationGoesOnceThroughInOrder() {
    try (Batches batches = numbers(5).batches(BatchOptions.evaluation(2))) {
      for (int sample = 0; sample < 5; sample += 2) {
        assertEquals(sample, batches.next().sample(0));
      }
      assertNull(batches.next());
      assertNull(batches.next());
    }
    try (Batches batches = numbers(5).batches(BatchOptions.evaluation(2).droppingRagged())) {
      assertFalse(batches.next().isLastOfEpoch());
      assertTrue(batches.next().isLastOfEpoch());
      assertNull(batches.next());
    }
  }

  @Test
  void resumingAtAnyPlaceEqualsContinuing() {
    Dataset data = numbers(11);
    BatchOptions options = BatchOptions.training(3, 9);
    List<String> all = new ArrayList<>();
    try (Batches batches = data.batches(options)) {
      for (int i = 0; i < 12; i++) {
        all.add(describe(batches.next()));
      }
    }
    for (int start = 0; start < 8; start++) {
      try (Batches batches = data.batches(options.at(start / 4, start % 4))) {
        for (int i = start; i < 12; i++) {
          assertEquals(all.get(i), describe(batches.next()));
        }
      }
    }
    assertNotEquals(all.get(0).replaceAll(".*@", ""), all.get(4).replaceAll(".*@", ""));
  }

  @Test
  void aBatchHoldsStillWhileItsTakerIsSlow() throws InterruptedException {
    try (Batches batches = numbers(1000).batches(BatchOptions.training(10, 1))) {
      for (int i = 0; i < 20; i++) {
        Batch batch = batches.next();
        String before = describe(batch);
        Thread.sleep(5);
        assertEquals(before, describe(batch));
      }
    }
  }

  @Test
  void nothingIsAllocatedPerBatch() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Batches batches = numbers(1000).batches(BatchOptions.training(32, 1))) {
      long producer =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("culebra-batches"))
              .mapToLong(Thread::threadId)
              .max()
              .orElseThrow();
      long me = Thread.currentThread().threadId();
      take(batches, 5000);
      long mine = threads.getThreadAllocatedBytes(me);
      long its = threads.getThreadAllocatedBytes(producer);
      take(batches, 5000);
      mine = threads.getThreadAllocatedBytes(me) - mine;
      its = threads.getThreadAllocatedBytes(producer) - its;
      // Asking the bean costs some bytes itself; 5000 batches of one object each would cost 80 000.
      assertTrue(mine < 4096, "taker allocated " + mine + " bytes over 5000 batches");
      assertTrue(its < 4096, "producer allocated " + its + " bytes over 5000 batches");
    }
  }

  @Test
  void closeStopsTheThreadAndEndsTheMemory() throws InterruptedException {
    Batches batches = numbers(10).batches(BatchOptions.training(2, 1));
    Batch batch = batches.next();
    batches.close();
    batches.close();
    assertThrows(IllegalStateException.class, batches::next);
    assertThrows(IllegalStateException.class, () -> IdxTest.at(batch.samples(), 0));
  }

  @Test
  void impossibleBatchesAreRefused() {
    UserError tooLarge =
        assertThrows(
            UserError.class,
            () -> numbers(5).batches(BatchOptions.training(8, 1).droppingRagged()));
    assertEquals(
        "numbers: 5 samples make no batch of 8; choose a smaller batch", tooLarge.getMessage());
    UserError tooFar =
        assertThrows(
            UserError.class, () -> numbers(5).batches(BatchOptions.training(2, 1).at(0, 3)));
    assertEquals(
        "numbers: batch 3 asked for, an epoch has 3; use the data and the batch size of the run",
        tooFar.getMessage());
    assertThrows(IllegalArgumentException.class, () -> BatchOptions.training(0, 1));
  }

  private static void take(Batches batches, int count) {
    for (int i = 0; i < count; i++) {
      batches.next();
    }
  }

  private static String describe(Batch batch) {
    StringBuilder text = new StringBuilder();
    text.append(batch.epoch()).append('/').append(batch.index()).append('@');
    for (long i = 0; i < batch.shape().elements(); i++) {
      text.append(IdxTest.at(batch.samples(), i)).append(' ');
    }
    return text.toString();
  }
}
