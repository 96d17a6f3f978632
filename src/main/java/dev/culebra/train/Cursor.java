package dev.culebra.train;

import dev.culebra.data.BatchOrder;

/**
 * Which batch comes next, and how batches make steps: a step has {@code accumulate} batches, the
 * last of an epoch fewer if the epoch's batches do not divide. Mutable, so that moving on makes no
 * garbage.
 */
final class Cursor {
  private final BatchOrder order;
  private final int accumulate;
  private final int batchesPerEpoch;
  private long step;
  private long draw;
  private int epoch;
  private int index;
  private long samples;
  private int leftInStep;
  private long stepSamples;

  /**
   * @param order the batches of the first epoch; arranged anew for each
   * @param accumulate batches per step
   */
  Cursor(BatchOrder order, int accumulate) {
    this.order = order;
    this.accumulate = accumulate;
    this.batchesPerEpoch = order.perEpoch();
    beginStep();
  }

  /** Stands where a run was interrupted. */
  void restore(Position position) {
    step = position.step();
    draw = position.draw();
    epoch = position.epoch();
    index = position.index();
    samples = position.samples();
    order.arrange(epoch);
    beginStep();
  }

  long stepsPerEpoch() {
    return (batchesPerEpoch + accumulate - 1) / accumulate;
  }

  private void beginStep() {
    leftInStep = Math.min(accumulate, batchesPerEpoch - index);
    stepSamples = 0;
    for (int next = index; next < index + leftInStep; next++) {
      stepSamples += order.count(next);
    }
  }

  /** Samples of the step that is being done. */
  long stepSamples() {
    return stepSamples;
  }

  /** Whether the next batch is the step's last. */
  boolean isLastOfStep() {
    return leftInStep == 1;
  }

  /** Moves behind a batch. */
  void pass(int batchSamples) {
    draw++;
    index++;
    samples += batchSamples;
    leftInStep--;
    if (leftInStep == 0) {
      step++;
      if (index == batchesPerEpoch) {
        index = 0;
        epoch++;
        order.arrange(epoch);
      }
      beginStep();
    }
  }

  /** Steps done. */
  long step() {
    return step;
  }

  /** Batches done in the whole run. */
  long draw() {
    return draw;
  }

  /** Whole epochs done, which is the number of the present one, from 0. */
  int epoch() {
    return epoch;
  }

  /** Batches done of the present epoch. */
  int index() {
    return index;
  }

  /** Samples trained on. */
  long samples() {
    return samples;
  }

  /** Whether an epoch just ended. */
  boolean isEpochEnd() {
    return index == 0 && step > 0;
  }
}
