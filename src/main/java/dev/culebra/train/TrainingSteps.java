package dev.culebra.train;

import dev.culebra.files.UserError;
import dev.culebra.kernel.Accelerator;
import dev.culebra.model.Model;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A model's training steps on batches that the caller brings: no data set, no files, no epochs.
 * Where the device lets runs go ahead, a step is begun before the one before has ended, as in
 * training.
 *
 * <p>Owns what training adds to the model (moments, programs) until {@link #close}; model and
 * devices stay the caller's. One thread.
 */
public final class TrainingSteps implements AutoCloseable {
  private final TrainState state;
  private final Stepper stepper;
  private final Shape batch;
  private final DeviceGroup devices;
  private final int most;
  private StepProgram program;
  private long step;
  private int underWay;

  /**
   * Plans the step for one size of batch.
   *
   * @param model trained from the parameters that it has; one of one step, without labels
   * @param options those of the optimizer and the seed count; a schedule sees 1,000,000 steps
   */
  public TrainingSteps(Model model, TrainOptions options, int batchSize, DeviceGroup devices) {
    if (model.steps().size() != 1 || options.accumulate() != 1) {
      throw new IllegalArgumentException("[steps] one step a batch, and one batch a step");
    }
    StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
    batch = Shape.of(batchSize).append(model.input().sizes());
    this.devices = devices;
    most = 1 + devices.ahead();
    state = new TrainState(model, List.of(recipe), devices.ahead() > 0);
    state.begin();
    stepper = new Stepper(recipe, state, devices, options.rate(), 1_000_000, options.seed());
    try {
      program = stepper.program(batch, true);
    } catch (RuntimeException problem) {
      close();
      throw problem;
    }
  }

  /**
   * Begins a step, and waits for the earliest if as many are under way as may be.
   *
   * @param samples a batch of the model's input type; the caller's again on return
   * @throws UserError if loss or gradients of one that is waited for are not finite; neither it nor
   *     those begun behind it have changed anything
   */
  public void begin(MemorySegment samples) {
    program = stepper.begin(samples, null, batch, step, step, 1, true);
    step++;
    underWay++;
    if (underWay == most) {
      finishOne();
    }
  }

  private void finishOne() {
    long earliest = step - underWay;
    underWay--;
    stepper.finish(program, earliest, true);
  }

  /**
   * Waits for all that was begun.
   *
   * @return the mean loss of a sample in the last step, before that
   * @throws UserError as {@link #begin}
   */
  public double finish() {
    while (underWay > 0) {
      finishOne();
    }
    return program.value(0);
  }

  /** Makes what steps have changed visible in the model's parameters. */
  public void downloadStates() {
    finish();
    devices.downloadStates();
  }

  /**
   * A step's kernels alone, on the batch of the step before, as {@link
   * dev.culebra.run.Bound#recorded}.
   */
  public Accelerator.Recording recorded(int times) {
    return stepper.bounds().getFirst().recorded(times);
  }

  @Override
  public void close() {
    stepper.close();
    state.close();
  }
}
