package dev.culebra.cpu.simd;

import dev.culebra.op.AttentionMask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Queries that are done together, and the keys that some of them see: their weights are a matrix
 * with a column for each such key.
 *
 * @param first first query
 * @param rows how many queries
 * @param runs neighbouring keys, rising
 * @param seen for each query how many columns, from the first one, belong to keys that it sees
 */
record AttentionBlock(int first, int rows, List<Run> runs, int[] seen) {
  /**
   * Neighbouring keys.
   *
   * @param column where the first one's weights are
   */
  record Run(int first, int count, int column) {}

  static List<AttentionBlock> of(AttentionMask mask, int queries, int keys) {
    List<AttentionBlock> blocks = new ArrayList<>();
    for (int first = 0; first < queries; first += mask.block()) {
      int rows = Math.min(mask.block(), queries - first);
      int end = mask.causal() ? Math.min(keys, first + rows) : keys;
      List<Run> runs = runs(mask, first / mask.block(), end);
      blocks.add(new AttentionBlock(first, rows, runs, seen(mask, first, rows, runs)));
    }
    return blocks;
  }

  private static List<Run> runs(AttentionMask mask, int block, int end) {
    if (mask.pattern().isEmpty()) {
      return List.of(new Run(0, end, 0));
    }
    List<Run> runs = new ArrayList<>();
    int column = 0;
    for (int seen : mask.pattern().get(block)) {
      int from = seen * mask.block();
      int count = Math.min(end, from + mask.block()) - from;
      if (count <= 0) {
        continue;
      }
      Run last = runs.isEmpty() ? null : runs.getLast();
      if (last != null && last.first + last.count == from) {
        runs.set(runs.size() - 1, new Run(last.first, last.count + count, last.column));
      } else {
        runs.add(new Run(from, count, column));
      }
      column += count;
    }
    return runs;
  }

  private static int[] seen(AttentionMask mask, int first, int rows, List<Run> runs) {
    int[] keys =
        runs.stream()
            .flatMapToInt(run -> IntStream.range(run.first, run.first + run.count))
            .toArray();
    int[] seen = new int[rows];
    for (int row = 0; row < rows; row++) {
      int query = first + row;
      seen[row] =
          mask.causal()
              ? (int) IntStream.of(keys).filter(key -> key <= query).count()
              : keys.length;
    }
    return seen;
  }

  /** Columns of the weights. */
  int width() {
    return runs.stream().mapToInt(Run::count).sum();
  }
}
