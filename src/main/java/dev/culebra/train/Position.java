package dev.culebra.train;

import java.util.List;

/**
 * Where a run stands between two steps: with the tensors beside it, all that is needed to continue
 * as if never interrupted.
 *
 * @param step steps done
 * @param draw batches done, which count the random draws
 * @param epoch the epoch to continue in, from 0
 * @param index the batch of that epoch to continue with, from 0
 * @param samples samples trained on
 * @param seconds since the run began, interruptions not counted
 * @param bestTotal lowest total on the held-out samples; {@link Double#MAX_VALUE} before the first
 * @param bestEpoch the epoch that had it, from 1; 0 before the first
 * @param sinceLine sums of the values since the last line of metrics, and their count
 * @param sinceEpoch the same since the last epoch's end
 * @param checksum CRC-32C of the tensors' file
 */
record Position(
    long step,
    long draw,
    int epoch,
    int index,
    long samples,
    double seconds,
    double bestTotal,
    int bestEpoch,
    List<Double> sinceLine,
    List<Double> sinceEpoch,
    long checksum) {
  static final Position START =
      new Position(0, 0, 0, 0, 0, 0, Double.MAX_VALUE, 0, List.of(), List.of(), 0);

  Position with(long checksum) {
    return new Position(
        step,
        draw,
        epoch,
        index,
        samples,
        seconds,
        bestTotal,
        bestEpoch,
        sinceLine,
        sinceEpoch,
        checksum);
  }
}
