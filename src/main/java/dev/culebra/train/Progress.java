package dev.culebra.train;

import java.util.List;

/**
 * Where a training stands after a step. One object per training, changed by every step, so that
 * telling it makes no garbage.
 */
public final class Progress {
  private static final int SMOOTHING = 50;

  private final List<String> names;
  private final long steps;
  private final long stepsPerEpoch;
  final double[] values;
  long step;
  int epoch;
  long samples;
  long firstStep;
  private long trainingNanos;
  private long trainedSamples;
  private double recentNanosPerSample;
  double learningRate;
  double gradientNorm = Double.NaN;

  Progress(List<String> names, long steps, long stepsPerEpoch) {
    this.names = List.copyOf(names);
    this.values = new double[names.size()];
    this.steps = steps;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** Steps done in all. */
  public long step() {
    return step;
  }

  /** Steps of the whole run. */
  public long steps() {
    return steps;
  }

  /** Number of the epoch that the step belongs to, from 1. */
  public int epoch() {
    return epoch;
  }

  /** Steps of an epoch. */
  public long stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Samples trained on in all. */
  public long samples() {
    return samples;
  }

  /** Names of the step's values: {@code loss}, then every term. */
  public List<String> names() {
    return names;
  }

  /** Mean per sample of the value with a place in {@link #names}; 0 is the loss. */
  public double value(int index) {
    return values[index];
  }

  public double learningRate() {
    return learningRate;
  }

  /** Norm of the gradient before clipping; not a number without clipping. */
  public double gradientNorm() {
    return gradientNorm;
  }

  /** Present speed, smoothed over some fifty steps; evaluation and checkpoints not counted. */
  public double samplesPerSecond() {
    return recentNanosPerSample == 0 ? 0 : 1e9 / recentNanosPerSample;
  }

  /** Speed since this process began, evaluation and checkpoints not counted. */
  public double meanSamplesPerSecond() {
    return trainingNanos == 0 ? 0 : trainedSamples * 1e9 / trainingNanos;
  }

  /** Seconds that the remaining steps will take at the present speed. */
  public double secondsLeft() {
    long done = step - firstStep;
    double samplesPerStep = (double) trainedSamples / done;
    return done == 0 ? Double.NaN : (steps - step) * samplesPerStep * recentNanosPerSample * 1e-9;
  }

  /** Takes over what a step reports. */
  void set(StepReport report) {
    System.arraycopy(report.values, 0, values, 0, values.length);
    step = report.step;
    epoch = report.epoch;
    samples = report.samples;
    learningRate = report.learningRate;
    gradientNorm = report.norm;
  }

  /** Counts a step of so many samples that took so long. */
  void took(long stepSamples, long nanos) {
    trainedSamples += stepSamples;
    trainingNanos += nanos;
    double nanosPerSample = (double) nanos / stepSamples;
    double weight = Math.max(1.0 / SMOOTHING, 1.0 / (step - firstStep));
    recentNanosPerSample += weight * (nanosPerSample - recentNanosPerSample);
  }
}
