package dev.culebra.train;

import java.util.Arrays;

/** What is to be told of a step once it has ended. Reused, so that a step makes no garbage. */
final class StepReport {
  /** Means per sample, by the places of their names. */
  final double[] values;

  /** Of the gradient before clipping; not a number without clipping. */
  double norm;

  double learningRate;

  /** Number of the step and of its epoch, from 1. */
  long step;

  int epoch;

  /** Samples trained on in all, and in this step. */
  long samples;

  long stepSamples;

  /** Runs on batches that were begun and have not ended. */
  int underWay;

  StepReport(int values) {
    this.values = new double[values];
  }

  /** Begins anew. */
  void clear() {
    Arrays.fill(values, 0);
  }
}
