package dev.culebra.train;

import dev.culebra.files.UserError;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.optim.Schedule;
import dev.culebra.run.Bound;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs training steps, whatever the sizes of their batches: a program for each size, the most
 * recently used ones kept. Replaying a size allocates nothing.
 *
 * <p>Owns its programs until {@link #close}. One thread.
 */
final class Stepper implements AutoCloseable {
  /** Whole and ragged batches of a dozen extents, the last of a step and others. */
  private static final int KEPT = 48;

  private final StepRecipe recipe;
  private final TrainState state;
  private final DeviceGroup devices;
  private final Schedule rate;
  private final long steps;
  private final long seed;
  private final List<ParameterGroup> groups;

  /** The optimizer's scalars, one group after the other, and those of one group. */
  private final float[] rates;

  private final float[] groupRates;

  /** Most recently used first. */
  private final List<StepProgram> programs = new ArrayList<>();

  private final ApplyProgram apply;
  private double learningRate;
  private float norm = Float.NaN;

  /**
   * @param rate the learning rate at each step
   * @param steps how many steps this takes
   * @param seed of the random draws
   */
  Stepper(
      StepRecipe recipe,
      TrainState state,
      DeviceGroup devices,
      Schedule rate,
      long steps,
      long seed) {
    this.recipe = recipe;
    this.state = state;
    this.devices = devices;
    this.rate = rate;
    this.steps = steps;
    this.seed = seed;
    this.groups = recipe.groups();
    this.groupRates = new float[recipe.rule().rateCount()];
    this.rates = new float[groups.size() * groupRates.length];
    this.apply = recipe.accumulates() ? new ApplyProgram(recipe, state, devices) : null;
  }

  /** Plans all that batches of a shape need. */
  void plan(Shape batch) {
    program(batch, true);
    program(batch, false);
  }

  /**
   * The program for a batch of the given shape, planned if need be.
   *
   * @param isLast whether a step ends with it, which makes a difference where a step has several
   *     batches on several devices
   */
  StepProgram program(Shape batch, boolean isLast) {
    boolean isEither = devices.count() == 1 || !recipe.accumulates();
    for (int i = 0; i < programs.size(); i++) {
      StepProgram program = programs.get(i);
      if (program.batch().equals(batch) && (isEither || program.isLast() == isLast)) {
        if (i > 0) {
          programs.remove(i);
          programs.addFirst(program);
        }
        return program;
      }
    }
    if (programs.size() == KEPT) {
      programs.removeLast().close();
    }
    StepProgram program = new StepProgram(recipe, state, devices, batch, isLast);
    programs.addFirst(program);
    return program;
  }

  /** As {@link #begin} and {@link #finish}, one after the other. */
  StepProgram run(
      MemorySegment samples,
      MemorySegment labels,
      Shape shape,
      long draw,
      long step,
      double share,
      boolean isLast) {
    StepProgram program = begin(samples, labels, shape, draw, step, share, isLast);
    finish(program, step, isLast);
    return program;
  }

  /**
   * Puts a step's run on one batch on its way; the last one of a step changes the parameters.
   *
   * @param labels null if there are none
   * @param shape of the batch
   * @param draw number of the batch in the run, for the random draws
   * @param step number of the step, from 0, among those that this takes
   * @param share the batch's part of the step's samples; 1 if a step has one batch
   * @param isLast whether the step ends with it
   * @return to be finished in turn
   */
  StepProgram begin(
      MemorySegment samples,
      MemorySegment labels,
      Shape shape,
      long draw,
      long step,
      double share,
      boolean isLast) {
    StepProgram program = program(shape, isLast);
    program.feed(samples, labels, seed, draw);
    program.schedule(step, steps);
    if (apply == null) {
      program.rates(rates(step));
    } else {
      program.weight((float) share);
    }
    program.begin();
    if (apply != null && isLast && state.goesAhead()) {
      apply.begin(rates(step));
    }
    return program;
  }

  /**
   * Waits for the earliest run under way, of which then values and norm are.
   *
   * @param program what began it
   * @param step its number
   * @param isLast whether the step ends with it
   * @throws UserError if loss or gradients are not finite; parameters are then as before the step
   */
  void finish(StepProgram program, long step, boolean isLast) {
    program.finish();
    if (!program.isFinite()) {
      throw nonFinite(step, program.describeNonFinite());
    }
    norm = program.norm();
    if (apply != null && isLast) {
      if (!state.goesAhead()) {
        apply.begin(rates(step));
      }
      apply.finish();
      if (!apply.isFinite()) {
        throw nonFinite(step, apply.describeNonFinite());
      }
      norm = apply.norm();
    }
  }

  private float[] rates(long step) {
    learningRate = rate.at(step, steps);
    for (int i = 0; i < groups.size(); i++) {
      recipe.rule().rates(step + 1, learningRate * groups.get(i).rate(), groupRates);
      System.arraycopy(groupRates, 0, rates, i * groupRates.length, groupRates.length);
    }
    return rates;
  }

  private static UserError nonFinite(long step, String what) {
    return new UserError(
        "step "
            + (step + 1)
            + " is not finite: "
            + what
            + "; the step was not taken; lower the learning rate or clip the gradient");
  }

  /** The learning rate of the step begun last. */
  double learningRate() {
    return learningRate;
  }

  /** Norm of the gradient of the run waited for last before clipping; not a number without. */
  double norm() {
    return norm;
  }

  /** Every program planned so far, as the first device has it. */
  List<Bound> bounds() {
    List<Bound> bounds = new ArrayList<>();
    programs.forEach(program -> bounds.add(program.bound()));
    if (apply != null) {
      bounds.add(apply.bound());
    }
    return bounds;
  }

  @Override
  public void close() {
    programs.forEach(StepProgram::close);
    if (apply != null) {
      apply.close();
    }
  }
}
