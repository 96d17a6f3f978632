package dev.culebra.train;

import java.util.List;
import java.util.stream.Stream;

/**
 * The steps that were begun and not told of yet, in their order, and what comes of those that were:
 * where the training stands, and means of their values.
 */
final class StepReports {
  final Progress progress;
  final Means sinceLine;
  final Means sinceEpoch;
  private final StepReport[] ring;
  private long begun;
  private long told;

  /** When the step told of last had ended or, if none was under way then, the next began. */
  private long nanos;

  /**
   * @param most how many steps may be under way
   * @param names of the values that a step reports
   */
  StepReports(int most, List<String> names, long steps, long stepsPerEpoch) {
    progress = new Progress(names, steps, stepsPerEpoch);
    sinceLine = new Means(names);
    sinceEpoch = new Means(names);
    ring =
        Stream.generate(() -> new StepReport(names.size())).limit(most).toArray(StepReport[]::new);
  }

  boolean isFull() {
    return begun - told == ring.length;
  }

  /** For the step that begins where the cursor stands. */
  StepReport fresh(Cursor cursor) {
    if (begun == told) {
      nanos = System.nanoTime();
    }
    StepReport report = ring[(int) (begun % ring.length)];
    report.clear();
    report.norm = progress.gradientNorm;
    report.epoch = cursor.epoch() + 1;
    report.stepSamples = cursor.stepSamples();
    return report;
  }

  /** Says that the step has been begun on all its batches, behind which the cursor stands. */
  void begun(Cursor cursor, double learningRate) {
    StepReport report = ring[(int) (begun++ % ring.length)];
    report.step = cursor.step();
    report.samples = cursor.samples();
    report.learningRate = learningRate;
  }

  /**
   * Counts the next step, if it has ended.
   *
   * @return whether it has, and the progress is of that step now
   */
  boolean next() {
    if (begun == told || ring[(int) (told % ring.length)].underWay > 0) {
      return false;
    }
    StepReport report = ring[(int) (told++ % ring.length)];
    sinceLine.add(report.values, report.stepSamples);
    sinceEpoch.add(report.values, report.stepSamples);
    progress.set(report);
    long now = System.nanoTime();
    progress.took(report.stepSamples, now - nanos);
    nanos = now;
    return true;
  }
}
