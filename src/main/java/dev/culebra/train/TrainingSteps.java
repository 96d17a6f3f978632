package dev.culebra.train;

import dev.culebra.files.UserError;
import dev.culebra.model.Model;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A model's training steps on batches that the caller brings: no data set, no files, no epochs.
 *
 * <p>Owns what training adds to the model (moments, programs) until {@link #close}; model and
 * device stay the caller's. One thread.
 */
public final class TrainingSteps implements AutoCloseable {
  private final TrainState state;
  private final Stepper stepper;
  private final Shape batch;
  private long step;

  /**
   * Plans the step for one size of batch.
   *
   * @param model trained from the parameters that it has; one of one step, without labels
   * @param options those of the optimizer and the seed count; a schedule sees 1,000,000 steps
   */
  public TrainingSteps(Model model, TrainOptions options, int batchSize, Device device) {
    if (model.steps().size() != 1 || options.accumulate() != 1) {
      throw new IllegalArgumentException("[steps] one step a batch, and one batch a step");
    }
    StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
    batch = Shape.of(batchSize).append(model.input().sizes());
    state = new TrainState(model, List.of(recipe));
    state.begin();
    DeviceGroup alone = DeviceGroup.of(device);
    stepper = new Stepper(recipe, state, alone, options.rate(), 1_000_000, options.seed());
    stepper.program(batch);
  }

  /**
   * Takes a step.
   *
   * @param samples a batch of the model's input type
   * @return the mean loss of a sample, before the step
   * @throws UserError if loss or gradients are not finite; then nothing has changed
   */
  public double run(MemorySegment samples) {
    StepProgram program = stepper.run(samples, null, batch, step, step, 1, true);
    step++;
    return program.value(0);
  }

  @Override
  public void close() {
    stepper.close();
    state.close();
  }
}
