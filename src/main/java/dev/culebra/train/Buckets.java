package dev.culebra.train;

import dev.culebra.ir.Result;
import dev.culebra.op.AllReduceStart;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gradients that devices add up, some at once: in the order in which the backward pass has them, so
 * that the first are added up while it goes on (Li et al. 2020, "PyTorch Distributed", section
 * 3.2.3).
 */
final class Buckets {
  private Buckets() {}

  /**
   * The sums over all devices, in the order of the gradients.
   *
   * @param bytes at which a bucket is full
   */
  static List<Tensor> sums(List<Tensor> gradients, long bytes) {
    Tensor[] sums = new Tensor[gradients.size()];
    for (List<Integer> bucket : cut(gradients, bytes)) {
      List<Tensor> parts = bucket.stream().map(gradients::get).toList();
      var summed = AllReduceStart.sums(Updates.values(parts));
      for (int i = 0; i < bucket.size(); i++) {
        sums[bucket.get(i)] = Tensor.of(summed.get(i));
      }
    }
    return List.of(sums);
  }

  /** The gradients' numbers in the order in which they are computed. */
  static List<Integer> order(List<Tensor> gradients) {
    return IntStream.range(0, gradients.size())
        .boxed()
        .sorted(Comparator.comparingLong(i -> made(gradients.get(i))))
        .toList();
  }

  /** The gradients' numbers, bucket by bucket. */
  static List<List<Integer>> cut(List<Tensor> gradients, long bytes) {
    List<List<Integer>> buckets = new ArrayList<>();
    long filled = bytes;
    for (int next : order(gradients)) {
      if (filled >= bytes) {
        buckets.add(new ArrayList<>());
        filled = 0;
      }
      buckets.getLast().add(next);
      filled += gradients.get(next).type().bytes();
    }
    return buckets;
  }

  /** When a gradient is computed; those that are constants are there from the beginning. */
  private static long made(Tensor gradient) {
    return gradient.value() instanceof Result result ? result.node().id() : -1;
  }
}
