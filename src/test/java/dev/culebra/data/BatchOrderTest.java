package dev.culebra.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sequences of several lengths make batches by their extents. */
class BatchOrderTest {
  private static final int[] EXTENTS = {2, 4, 2, 2, 4, 2, 4, 2, 4, 4, 2};

  /** Sample i has the elements 10·i, 10·i + 1 and so on, in four rows of two. */
  private static Dataset sequences() {
    int[] elements = new int[EXTENTS.length * 8];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = i / 8 * 10 + i % 8;
    }
    return new Dataset(
            "sequences",
            new TensorType(DType.I32, Shape.of(4, 2)),
            MemorySegment.ofArray(elements),
            null,
            List.of())
        .withExtents(EXTENTS);
  }

  @Test
  void everySampleOnceCutToItsExtent() {
    List<String> epochs = new ArrayList<>();
    try (Batches batches = sequences().batches(BatchOptions.training(4, 7))) {
      assertEquals(4, batches.perEpoch());
      for (int epoch = 0; epoch < 4; epoch++) {
        Set<Integer> seen = new HashSet<>();
        StringBuilder order = new StringBuilder();
        for (int index = 0; index < 4; index++) {
          Batch batch = batches.next();
          order.append(batch.shape());
          for (int row = 0; row < batch.count(); row++) {
            int sample = batch.sample(row);
            seen.add(sample);
            int extent = EXTENTS[sample];
            assertEquals(Shape.of(batch.count(), extent, 2), batch.shape());
            int[] wanted = new int[2 * extent];
            Arrays.setAll(wanted, i -> 10 * sample + i);
            MemorySegment found = batch.samples().asSlice(row * 8L * extent, 8L * extent);
            assertArrayEquals(wanted, found.toArray(ValueLayout.JAVA_INT));
          }
          assertEquals(index == 3, batch.isLastOfEpoch());
        }
        assertEquals(EXTENTS.length, seen.size());
        epochs.add(order.toString());
      }
    }
    assertNotEquals(1, new HashSet<>(epochs).size(), "every epoch has an order of its own");
  }

  @Test
  void continuesAnywhere() {
    BatchOptions options = BatchOptions.training(4, 3);
    List<Integer> whole = firstSamples(options, 8);
    assertEquals(whole.subList(5, 8), firstSamples(options.at(1, 1), 3));
  }

  private static List<Integer> firstSamples(BatchOptions options, int count) {
    List<Integer> samples = new ArrayList<>();
    try (Batches batches = sequences().batches(options)) {
      for (int i = 0; i < count; i++) {
        samples.add(batches.next().sample(0));
      }
    }
    return samples;
  }

  @Test
  void unshuffledAndWithoutRaggedBatches() {
    BatchOptions evaluation = BatchOptions.evaluation(4);
    BatchOrder order = new BatchOrder(sequences(), evaluation);
    assertEquals(
        List.of(Shape.of(2, 2, 2), Shape.of(1, 4, 2), Shape.of(4, 2, 2), Shape.of(4, 4, 2)),
        order.shapes());
    assertEquals(List.of(0, 7, 1, 9), firstSamples(evaluation, 4));
    assertEquals(2, new BatchOrder(sequences(), evaluation.droppingRagged()).perEpoch());
  }
}
