package dev.culebra.train;

import dev.culebra.data.Batch;
import dev.culebra.data.Dataset;
import dev.culebra.files.UserError;
import dev.culebra.model.Model;
import dev.culebra.model.Step;
import dev.culebra.optim.Schedule;
import dev.culebra.run.Bound;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model's steps, taken one after the other on each batch, as far as the epoch has them. The
 * values that they report stand side by side: those of a model with one step are called {@code
 * loss} and by the names of its terms, those of several by the step's name and {@code step.term}.
 * Where the device lets runs go ahead, one batch's is begun before that of the one before has
 * ended.
 *
 * <p>Owns its programs until {@link #close}. One thread.
 */
final class StepSequence implements AutoCloseable {
  private final List<Step> steps;
  private final List<Stepper> steppers = new ArrayList<>();
  private final long[] firstSteps;
  private final List<String> names = new ArrayList<>();
  private final int[] firstNames;
  private Stepper last;

  /** The latest to be begun, which take turns. */
  private final BatchRun[] runs;

  private long begun;
  private long finished;

  /** A step's run on a batch. */
  private static final class BatchRun {
    int position;
    StepProgram program;
    long step;
    double share;
    boolean isLast;
    StepReport report;
  }

  /**
   * Plans every step for one shape of batch.
   *
   * @param steps of the whole run
   * @throws UserError if the options do not fit the steps
   */
  StepSequence(
      List<StepRecipe> recipes,
      TrainState state,
      DeviceGroup devices,
      TrainOptions options,
      long steps,
      long stepsPerEpoch,
      Shape batch) {
    this.steps = recipes.stream().map(StepRecipe::step).toList();
    firstSteps = new long[recipes.size()];
    firstNames = new int[recipes.size() + 1];
    for (int i = 0; i < recipes.size(); i++) {
      Step step = this.steps.get(i);
      Schedule rate = step.update() == null ? options.rate() : step.update().rate();
      firstSteps[i] = step.firstEpoch() * stepsPerEpoch;
      long end =
          step.endEpoch() == Step.NEVER ? steps : Math.min(steps, step.endEpoch() * stepsPerEpoch);
      long own = Math.max(1, end - firstSteps[i]);
      Stepper stepper = new Stepper(recipes.get(i), state, devices, rate, own, options.seed());
      steppers.add(stepper);
      stepper.plan(batch);
      names.addAll(names(step, stepper.program(batch, true).names()));
      firstNames[i + 1] = names.size();
    }
    last = steppers.getFirst();
    int most = state.goesAhead() ? 1 + devices.ahead() : 1;
    runs = Stream.generate(BatchRun::new).limit(most).toArray(BatchRun[]::new);
  }

  /** What the steps of a model consist of. */
  static List<StepRecipe> recipes(Model model, boolean isLabelled, TrainOptions options) {
    List<Step> steps = model.steps();
    if (steps.size() > 1 && options.accumulate() > 1) {
      throw new UserError(
          "accumulate: a model of "
              + steps.size()
              + " steps per batch takes each with one batch; choose a larger batch instead");
    }
    return steps.stream().map(step -> StepRecipe.of(step, model, isLabelled, options)).toList();
  }

  private List<String> names(Step step, List<String> own) {
    return steps.size() == 1
        ? own
        : own.stream()
            .map(name -> name.equals(StepProgram.LOSS) ? step.name() : step.name() + "." + name)
            .toList();
  }

  /** Names of all values. */
  List<String> names() {
    return names;
  }

  /** Plans another shape of batch, so that its memory is known before the run. */
  void plan(Shape batch) {
    steppers.forEach(stepper -> stepper.plan(batch));
  }

  /**
   * Complaints about steps that a run is too short for.
   *
   * @param steps of the whole run
   */
  List<String> neverReached(long steps) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < firstSteps.length; i++) {
      if (firstSteps[i] >= steps) {
        Step step = this.steps.get(i);
        lines.add(
            step.name()
                + " would begin with epoch "
                + (step.firstEpoch() + 1)
                + ", after the run's end; train for more epochs");
      }
    }
    return lines;
  }

  /**
   * Lets the steps that begin with an epoch set their parameters.
   *
   * @return whether any did
   */
  boolean begin(int epoch, Dataset data) {
    List<Step> beginning = steps.stream().filter(step -> step.firstEpoch() == epoch).toList();
    beginning.forEach(step -> step.beginning().accept(data));
    return !beginning.isEmpty();
  }

  /**
   * Begins the epoch's steps on one batch, and waits for those that began before as many as may be
   * under way.
   *
   * @param share the batch's part of the step's samples
   * @param report whose values are added to, weighted by the share, when the steps have ended; not
   *     a number where a step takes no part
   */
  void run(Batch batch, Cursor cursor, double share, StepReport report) {
    for (int i = 0; i < steppers.size(); i++) {
      if (!steps.get(i).isActive(cursor.epoch())) {
        Arrays.fill(report.values, firstNames[i], firstNames[i + 1], Double.NaN);
        continue;
      }
      last = steppers.get(i);
      BatchRun run = runs[(int) (begun % runs.length)];
      run.position = i;
      run.step = cursor.step() - firstSteps[i];
      run.share = share;
      run.isLast = cursor.isLastOfStep();
      run.report = report;
      run.program =
          last.begin(
              batch.samples(),
              batch.labels(),
              batch.shape(),
              // Every step of a batch has a number of its own, so that no two draw alike.
              cursor.draw() * steppers.size() + i,
              run.step,
              share,
              run.isLast);
      begun++;
      report.underWay++;
      if (begun - finished == runs.length) {
        finishOne();
      }
    }
  }

  private void finishOne() {
    BatchRun run = runs[(int) (finished++ % runs.length)];
    Stepper stepper = steppers.get(run.position);
    stepper.finish(run.program, run.step, run.isLast);
    int first = firstNames[run.position];
    for (int value = first; value < firstNames[run.position + 1]; value++) {
      run.report.values[value] += run.share * run.program.value(value - first);
    }
    run.report.norm = stepper.norm();
    run.report.underWay--;
  }

  /** Waits for all that was begun. */
  void finish() {
    while (finished < begun) {
      finishOne();
    }
  }

  /** The learning rate of the step begun last. */
  double learningRate() {
    return last.learningRate();
  }

  /** Every program planned so far, as the first device has it. */
  List<Bound> bounds() {
    return steppers.stream().flatMap(stepper -> stepper.bounds().stream()).toList();
  }

  @Override
  public void close() {
    steppers.forEach(Stepper::close);
  }
}
