package dev.culebra.data;

import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which samples make which batch of an epoch: a pure function of the data, the batch size, the seed
 * and the epoch. Samples of one extent ({@link Dataset#extent}) make batches together; where there
 * are several extents, a shuffled epoch mixes their batches. Mutable, so that moving to another
 * epoch makes no garbage; one thread.
 */
public final class BatchOrder {
  private final Dataset dataset;
  private final BatchOptions options;

  /** The samples of each extent, by number in the data set. */
  private final List<int[]> groups;

  /** The same in the epoch's order. */
  private final List<int[]> ordered;

  /** For each batch its group and the place of its first sample there, as they were listed. */
  private final int[] groupOf;

  private final int[] firstOf;

  private final Shape[] shapeOf;

  /** The epoch's order of the batches listed. */
  private final int[] order;

  private final int[] permutation;

  /** At the beginning of the epoch that the options begin with. */
  public BatchOrder(Dataset dataset, BatchOptions options) {
    this.dataset = dataset;
    this.options = options;
    groups =
        IntStream.of(dataset.extents())
            .mapToObj(
                extent ->
                    IntStream.range(0, dataset.count())
                        .filter(sample -> dataset.extent(sample) == extent)
                        .toArray())
            .toList();
    ordered = groups.stream().map(int[]::clone).toList();
    List<int[]> batches = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      int count = groups.get(group).length;
      for (int first = 0; first < count; first += options.size()) {
        if (first + (long) options.size() <= count || !options.dropsRagged()) {
          batches.add(new int[] {group, first});
        }
      }
    }
    groupOf = batches.stream().mapToInt(batch -> batch[0]).toArray();
    firstOf = batches.stream().mapToInt(batch -> batch[1]).toArray();
    shapeOf =
        batches.stream()
            .map(batch -> shape(batch[0], count(batch[0], batch[1])))
            .toArray(Shape[]::new);
    order = new int[batches.size()];
    permutation = new int[groups.stream().mapToInt(group -> group.length).max().orElse(0)];
    arrange(options.epoch());
  }

  /** Arranges another epoch. */
  public void arrange(int epoch) {
    Shuffle.identity(order);
    if (!options.isShuffled()) {
      return;
    }
    for (int group = 0; group < groups.size(); group++) {
      int[] members = groups.get(group);
      int[] places = members.length == permutation.length ? permutation : new int[members.length];
      // Another seed for every group, so that they are not shuffled alike.
      Shuffle.fill(places, options.seed() + group, epoch);
      for (int i = 0; i < members.length; i++) {
        ordered.get(group)[i] = members[places[i]];
      }
    }
    if (groups.size() > 1) {
      Shuffle.fill(order, ~options.seed(), epoch);
    }
  }

  /** Number of batches in an epoch. */
  public int perEpoch() {
    return order.length;
  }

  /** Number of samples in a batch of the epoch. */
  public int count(int index) {
    return shapeOf[order[index]].size(0);
  }

  private int count(int group, int first) {
    return Math.min(options.size(), groups.get(group).length - first);
  }

  /** Number in the data set of a sample of a batch. */
  int sample(int index, int row) {
    int batch = order[index];
    return ordered.get(groupOf[batch])[firstOf[batch] + row];
  }

  /** Shape of a batch of the epoch. */
  Shape shape(int index) {
    return shapeOf[order[index]];
  }

  /** The shapes that batches of any epoch have, the largest last. */
  public List<Shape> shapes() {
    return Arrays.stream(shapeOf)
        .distinct()
        .sorted(Comparator.comparingLong(Shape::elements))
        .toList();
  }

  private Shape shape(int group, int count) {
    int[] sizes = dataset.sampleShape().sizes();
    sizes[0] = dataset.extents()[group];
    return Shape.of(count).append(sizes);
  }
}
