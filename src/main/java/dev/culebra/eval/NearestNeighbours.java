package dev.culebra.eval;

import dev.culebra.op.MatMul;
import dev.culebra.tensor.Kernels;
import dev.culebra.tensor.Operand;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Classification by the nearest vectors in Euclidean distance. A matrix product in float32 finds
 * candidates, more than are needed; their distances are then computed in float64, so that the
 * neighbours are right where float32 could not tell. Equally near ones come in the order of their
 * rows. Immutable; any thread may use it.
 */
public final class NearestNeighbours {
  /** Queries compared at once. */
  private static final int BLOCK = 64;

  /** How many more candidates than neighbours. */
  private static final int SPARE = 16;

  private final Features items;
  private final MemorySegment values;
  private final float[] halfSquares;

  /** Neighbours are sought among {@code items}. */
  public NearestNeighbours(Features items) {
    this.items = items;
    // Kernels would copy an array for every block of queries.
    values = Arena.ofAuto().allocate((long) items.values().length * Float.BYTES, 64);
    values.copyFrom(MemorySegment.ofArray(items.values()));
    halfSquares = new float[items.count()];
    for (int row = 0; row < halfSquares.length; row++) {
      double square = 0;
      for (int j = 0; j < items.depth(); j++) {
        double value = items.values()[row * items.depth() + j];
        square += value * value;
      }
      halfSquares[row] = (float) (square / 2);
    }
  }

  /**
   * The share of vectors whose label is the most frequent one among their neighbours; of equally
   * frequent labels the smallest counts.
   *
   * @param neighbours how many; 1 for the plain nearest neighbour
   */
  public double accuracy(Features queries, int neighbours) {
    queries.requireDepth(items.depth());
    if (neighbours < 1 || neighbours > items.count()) {
      throw new IllegalArgumentException(
          "[nearest] " + neighbours + " neighbours of " + items.count() + " vectors");
    }
    int right = 0;
    for (int begin = 0; begin < queries.count(); begin += BLOCK) {
      right += right(queries, begin, Math.min(queries.count(), begin + BLOCK), neighbours);
    }
    return (double) right / queries.count();
  }

  private int right(Features queries, int begin, int end, int neighbours) {
    int depth = items.depth();
    int count = items.count();
    float[] block = Arrays.copyOfRange(queries.values(), begin * depth, end * depth);
    float[] products = new float[(end - begin) * count];
    Kernels.run(
        new MatMul(false, true),
        List.of(Operand.f32(block, end - begin, depth), Operand.f32(values, count, depth)),
        List.of(Operand.f32(products, end - begin, count)));
    int right = 0;
    for (int query = begin; query < end; query++) {
      int[] candidates =
          candidates(products, (query - begin) * count, Math.min(count, neighbours + SPARE));
      int[] nearest = nearest(queries.values(), query * depth, candidates, neighbours);
      right += vote(nearest) == queries.labels()[query] ? 1 : 0;
    }
    return right;
  }

  /** The rows of greatest {@code x·y − |y|²/2}, which is the least distance. */
  private int[] candidates(float[] products, int begin, int wanted) {
    int[] rows = new int[wanted];
    float[] scores = new float[wanted];
    int kept = 0;
    for (int row = 0; row < halfSquares.length; row++) {
      float score = products[begin + row] - halfSquares[row];
      if (kept == wanted && !(score > scores[kept - 1])) {
        continue;
      }
      int place = kept < wanted ? kept++ : kept - 1;
      for (; place > 0 && score > scores[place - 1]; place--) {
        rows[place] = rows[place - 1];
        scores[place] = scores[place - 1];
      }
      rows[place] = row;
      scores[place] = score;
    }
    return rows;
  }

  private int[] nearest(float[] values, int begin, int[] candidates, int neighbours) {
    record Near(double distance, int row) {}
    return Arrays.stream(candidates)
        .mapToObj(row -> new Near(distance(values, begin, row), row))
        .sorted(
            (a, b) ->
                a.distance == b.distance
                    ? Integer.compare(a.row, b.row)
                    : Double.compare(a.distance, b.distance))
        .limit(neighbours)
        .mapToInt(Near::row)
        .toArray();
  }

  private double distance(float[] values, int begin, int row) {
    double total = 0;
    for (int j = 0; j < items.depth(); j++) {
      double difference = (double) values[begin + j] - items.values()[row * items.depth() + j];
      total += difference * difference;
    }
    return total;
  }

  private int vote(int[] rows) {
    int[] votes = new int[items.classes()];
    int best = 0;
    for (int row : rows) {
      votes[items.labels()[row]]++;
    }
    for (int label = 1; label < votes.length; label++) {
      best = votes[label] > votes[best] ? label : best;
    }
    return best;
  }
}
