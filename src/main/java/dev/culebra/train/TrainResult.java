package dev.culebra.train;

import dev.culebra.eval.Evaluation;
import java.nio.file.Path;

/**
 * How a training ended.
 *
 * @param folder the run folder
 * @param end why it ended
 * @param step steps done in all
 * @param epochs whole epochs done in all
 * @param test the last evaluation on the held-out samples; null if no epoch ended since the start
 * @param samplesPerSecond speed of the training steps, evaluation and checkpoints not counted
 * @param seconds since the run began, interruptions not counted
 */
public record TrainResult(
    Path folder,
    End end,
    long step,
    int epochs,
    Evaluation test,
    double samplesPerSecond,
    double seconds) {
  /** Why a training ended. */
  public enum End {
    /** All steps are done. */
    FINISHED,
    /** Someone asked for it: {@link Trainer#requestStop}. */
    STOPPED,
    /** The time was up. */
    TIME
  }
}
