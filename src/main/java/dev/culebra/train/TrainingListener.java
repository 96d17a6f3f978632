package dev.culebra.train;

import dev.culebra.eval.Evaluation;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;

/** Hears how a training goes, on the training's thread: be quick, and allocate nothing in step. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * What is known before the first step.
   *
   * @param folder the run folder
   * @param parameters number of the model's elements
   * @param trainSamples samples of an epoch
   * @param testSamples held-out samples
   * @param stepsPerEpoch steps of an epoch
   * @param steps steps of the whole run
   * @param firstStep steps done before, 0 unless resumed
   * @param peakBytes memory of programs, parameters and optimizer at their peak
   * @param checkpointBytes size of one checkpoint
   * @param unit of the objective and its terms, for example {@code nats per sample}
   * @param threads threads that compute
   * @param tiers the tier chosen for each operation of the step
   */
  record Start(
      Path folder,
      long parameters,
      int trainSamples,
      int testSamples,
      long stepsPerEpoch,
      long steps,
      long firstStep,
      long peakBytes,
      long checkpointBytes,
      String unit,
      int threads,
      Map<String, String> tiers) {}

  /**
   * An epoch's figures.
   *
   * @param epoch its number, from 1
   * @param step steps done
   * @param train means over the epoch's batches by name; the first is {@code loss}
   * @param test the objective on the held-out samples
   * @param isBest whether no epoch had a lower total on the held-out samples
   * @param seconds since the run began, interruptions not counted
   */
  record EpochEnd(
      int epoch,
      long step,
      SequencedMap<String, Double> train,
      Evaluation test,
      boolean isBest,
      double seconds) {}

  default void started(Start start) {}

  /** After every step; the same object each time, changed by the next step. */
  default void step(Progress progress) {}

  default void epochEnded(EpochEnd end) {}

  /** After a checkpoint is safe on disk. */
  default void checkpointed(Path folder, long step) {}

  /** Something that the user should know and that does not end the training; one line. */
  default void warned(String line) {}

  default void ended(TrainResult result) {}
}
