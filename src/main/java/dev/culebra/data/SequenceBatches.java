package dev.culebra.data;

import dev.culebra.files.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Batches of pairs of like length, so that little is padding. A pair counts by its longer side. A
 * bucket takes pairs longer than its predecessor's bound and not longer than its own; the last
 * takes all longer ones. Pairs are shuffled within their bucket, then the batches of all buckets
 * among each other, anew each epoch. {@link #batch} is a function of seed, epoch and index, so a
 * run goes on exactly where it stopped. Not for use by several threads at once.
 */
public final class SequenceBatches {
  private final List<SequencePair> pairs;
  private final BatchOptions options;
  private final List<Bucket> buckets = new ArrayList<>();
  private final int[] bucketOf;
  private final int[] firstOf;
  private final int[] order;
  private int arranged = -1;

  /**
   * Pairs of like length.
   *
   * @param members numbers of the pairs
   * @param order the members in the order of the arranged epoch
   * @param sourceSteps length of the longest source
   * @param targetSteps length of the longest target, plus one for its start or end
   */
  private record Bucket(int[] members, int[] order, int sourceSteps, int targetSteps) {}

  /**
   * Batches of pairs.
   *
   * @param bounds longest pair of each bucket but the last, rising; for spelled English 5, 6, 7, 8,
   *     10 make buckets of like size
   * @param options rows of a batch, seed, whether to shuffle; whether to leave out the last batch
   *     of a bucket where it is not full. Epoch, epochs and index are unused: ask {@link #batch}
   * @throws UserError if a pair has an empty source or there is no batch
   */
  public SequenceBatches(List<SequencePair> pairs, int[] bounds, BatchOptions options) {
    this.pairs = List.copyOf(pairs);
    this.options = options;
    List<Integer> ofBatch = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    for (List<Integer> bucket : byLength(bounds)) {
      int end = bucket.size() - (options.dropsRagged() ? options.size() - 1 : 0);
      for (int first = 0; first < end; first += options.size()) {
        ofBatch.add(buckets.size());
        firsts.add(first);
      }
      if (!bucket.isEmpty()) {
        buckets.add(bucket(bucket.stream().mapToInt(pair -> pair).toArray()));
      }
    }
    if (ofBatch.isEmpty()) {
      throw new UserError(
          "sequences: %d pairs make no batch of %d in any of %d buckets; choose a smaller batch"
              .formatted(pairs.size(), options.size(), buckets.size()));
    }
    bucketOf = ofBatch.stream().mapToInt(bucket -> bucket).toArray();
    firstOf = firsts.stream().mapToInt(first -> first).toArray();
    order = new int[bucketOf.length];
  }

  /** Numbers of the pairs of each bucket. */
  private List<List<Integer>> byLength(int[] bounds) {
    List<List<Integer>> members = new ArrayList<>();
    for (int i = 0; i <= bounds.length; i++) {
      if (i > 0 && i < bounds.length && bounds[i] <= bounds[i - 1]) {
        throw new IllegalArgumentException(
            "[sequences] bounds " + Arrays.toString(bounds) + " do not rise");
      }
      members.add(new ArrayList<>());
    }
    for (int pair = 0; pair < pairs.size(); pair++) {
      SequencePair sequences = pairs.get(pair);
      if (sequences.source().length == 0) {
        throw new UserError("sequences: pair " + pair + " has an empty source; remove it");
      }
      int length = Math.max(sequences.source().length, sequences.target().length);
      int found = Arrays.binarySearch(bounds, length);
      members.get(found < 0 ? -found - 1 : found).add(pair);
    }
    return members;
  }

  /** Number of batches in an epoch. */
  public int perEpoch() {
    return order.length;
  }

  /** Number of buckets, which is of different shapes; buckets without pairs do not count. */
  public int buckets() {
    return buckets.size();
  }

  /**
   * A batch of an epoch.
   *
   * @param epoch from 0
   * @param index from 0, below {@link #perEpoch}
   */
  public SequenceBatch batch(int epoch, int index) {
    if (epoch < 0 || index < 0 || index >= perEpoch()) {
      throw new IllegalArgumentException(
          "[sequences] batch %d of epoch %d; an epoch has %d".formatted(index, epoch, perEpoch()));
    }
    arrange(epoch);
    int number = bucketOf[order[index]];
    int first = firstOf[order[index]];
    Bucket bucket = buckets.get(number);
    int count = Math.min(options.size(), bucket.members.length - first);
    int[] chosen = new int[count];
    Arrays.setAll(chosen, row -> bucket.members[bucket.order[first + row]]);
    SequenceBatch batch = empty(epoch, index, number, chosen);
    for (int row = 0; row < count; row++) {
      fill(batch, row, pairs.get(chosen[row]));
    }
    return batch;
  }

  private SequenceBatch empty(int epoch, int index, int number, int[] chosen) {
    int rows = options.size();
    Bucket bucket = buckets.get(number);
    return new SequenceBatch(
        epoch,
        index,
        number,
        chosen.length,
        chosen,
        bucket.sourceSteps,
        bucket.targetSteps,
        new int[rows * bucket.sourceSteps],
        new int[rows],
        new int[rows * bucket.targetSteps],
        new int[rows * bucket.targetSteps],
        new int[rows]);
  }

  private static void fill(SequenceBatch batch, int row, SequencePair pair) {
    int[] source = pair.source();
    int[] target = pair.target();
    int begin = row * batch.targetSteps();
    System.arraycopy(source, 0, batch.source(), row * batch.sourceSteps(), source.length);
    batch.sourceLengths()[row] = source.length;
    batch.given()[begin] = Symbols.START;
    System.arraycopy(target, 0, batch.given(), begin + 1, target.length);
    System.arraycopy(target, 0, batch.expected(), begin, target.length);
    batch.expected()[begin + target.length] = Symbols.END;
    batch.targetLengths()[row] = target.length + 1;
  }

  private void arrange(int epoch) {
    if (epoch == arranged) {
      return;
    }
    for (int bucket = 0; bucket < buckets.size(); bucket++) {
      arrange(buckets.get(bucket).order, bucket + 1, epoch);
    }
    arrange(order, 0, epoch);
    arranged = epoch;
  }

  private void arrange(int[] places, int stream, int epoch) {
    if (options.isShuffled()) {
      // An odd multiplier keeps the seeds of an epoch's orders apart for every seed of a run.
      Shuffle.fill(places, options.seed() + stream * 0xd1342543de82ef95L, epoch);
    } else {
      Shuffle.identity(places);
    }
  }

  private Bucket bucket(int[] members) {
    int source = 0;
    int target = 0;
    for (int pair : members) {
      source = Math.max(source, pairs.get(pair).source().length);
      target = Math.max(target, pairs.get(pair).target().length);
    }
    return new Bucket(members, new int[members.length], source, target + 1);
  }
}
