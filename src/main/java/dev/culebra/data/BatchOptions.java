package dev.culebra.data;

/**
 * How a data set is cut into batches.
 *
 * @param size samples a batch
 * @param seed of the order; unused without shuffling
 * @param isShuffled whether each epoch has an order of its own
 * @param dropsRagged whether a last batch of fewer samples is left out
 * @param epochs how many epochs there are; {@link Integer#MAX_VALUE} for no end
 * @param epoch the epoch to begin at, from 0
 * @param index the batch of that epoch to begin at, from 0
 */
public record BatchOptions(
    int size,
    long seed,
    boolean isShuffled,
    boolean dropsRagged,
    int epochs,
    int epoch,
    int index) {
  public BatchOptions {
    if (size < 1 || epoch < 0 || index < 0 || epochs < 1) {
      throw new IllegalArgumentException(
          "[batches] size %d, epochs %d, epoch %d, index %d".formatted(size, epochs, epoch, index));
    }
  }

  /** Shuffled, without end, the ragged last batch kept. */
  public static BatchOptions training(int size, long seed) {
    return new BatchOptions(size, seed, true, false, Integer.MAX_VALUE, 0, 0);
  }

  /** Once through all samples in their order. */
  public static BatchOptions evaluation(int size) {
    return new BatchOptions(size, 0, false, false, 1, 0, 0);
  }

  /** The same, beginning at a place: the first batch is number {@code index} of {@code epoch}. */
  public BatchOptions at(int epoch, int index) {
    return new BatchOptions(size, seed, isShuffled, dropsRagged, epochs, epoch, index);
  }

  /** The same without ragged last batches. */
  public BatchOptions droppingRagged() {
    return new BatchOptions(size, seed, isShuffled, true, epochs, epoch, index);
  }
}
