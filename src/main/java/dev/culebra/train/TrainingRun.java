package dev.culebra.train;

import dev.culebra.data.Batch;
import dev.culebra.data.BatchOptions;
import dev.culebra.data.BatchOrder;
import dev.culebra.data.Batches;
import dev.culebra.data.Split;
import dev.culebra.eval.Evaluation;
import dev.culebra.eval.Evaluator;
import dev.culebra.files.JsonLines;
import dev.culebra.files.UserError;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import dev.culebra.par.Workers;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * One run's loop: steps, lines of metrics, evaluation, checkpoints. Owns device, model and programs
 * until {@link #close}. One thread, but for {@link #requestStop}.
 */
final class TrainingRun implements AutoCloseable {
  private final Job job;
  private final TrainOptions options;
  private final Split data;
  private final TrainingListener listener;
  private final DeviceGroup devices;
  private final Model model;
  private final TrainState state;
  private final StepSequence sequence;
  private final Evaluator evaluator;
  private final Checkpoints checkpoints;
  private final Cursor cursor;
  private final List<Shape> shapes;
  private final long steps;
  private final Progress progress;
  private final StepReports reports;
  private Map<String, String> tiers = Map.of();
  private double secondsBefore;
  private double bestTotal = Double.MAX_VALUE;
  private int bestEpoch;
  private Evaluation evaluation;
  private long evaluatedStep = -1;
  private long savedStep = -1;
  private JsonLines metrics;
  private long startNanos;
  private long checkpointNanos;
  private volatile boolean stopRequested;

  TrainingRun(Job job, Split data, TrainingListener listener) {
    this.job = job;
    this.options = job.options();
    this.data = data;
    this.listener = listener;
    int threads =
        options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
    BatchOptions batches = BatchOptions.training(options.batch(), options.seed());
    BatchOrder order = new BatchOrder(data.train(), batches);
    shapes = order.shapes();
    cursor = new Cursor(order, options.accumulate());
    steps = options.steps() > 0 ? options.steps() : options.epochs() * cursor.stepsPerEpoch();
    devices = DeviceGroup.named(options.device(), options.precision(), Workers.of(threads));
    model = job.entry().make(job.config());
    List<StepRecipe> recipes = StepSequence.recipes(model, data.train().isLabelled(), options);
    state = new TrainState(model, recipes, devices.ahead() > 0);
    sequence =
        new StepSequence(
            recipes, state, devices, options, steps, cursor.stepsPerEpoch(), shapes.getLast());
    evaluator = new Evaluator(model, devices.first(), options.batch(), state::evaluated);
    Path folder = job.folder().resolve(RunFolder.CHECKPOINTS);
    checkpoints = new Checkpoints(folder, options.keep(), options.quota() << 20);
    reports = new StepReports(1 + devices.ahead(), sequence.names(), steps, cursor.stepsPerEpoch());
    progress = reports.progress;
  }

  /** Fills the model anew, or with the weights that the options name. */
  void initialize() {
    model.initialize(options.seed());
    if (!options.initFrom().isEmpty()) {
      Saved.loadInto(model, Path.of(options.initFrom()));
    }
    state.begin();
    devices.uploadStates();
  }

  /** Continues from the newest checkpoint; from the beginning if the run has none yet. */
  void restore() {
    Position found = checkpoints.readNewest(state, listener::warned);
    if (found == null) {
      initialize();
      return;
    }
    devices.uploadStates();
    cursor.restore(found);
    secondsBefore = found.seconds();
    bestTotal = found.bestTotal();
    bestEpoch = found.bestEpoch();
    savedStep = found.step();
    reports.sinceLine.restore(found.sinceLine());
    reports.sinceEpoch.restore(found.sinceEpoch());
  }

  /** Plans everything, so that what cannot be done is refused and the memory needed is known. */
  void plan() {
    checkpoints.requireRoom(state.savedBytes());
    shapes.forEach(sequence::plan);
    evaluator.prepare(data.test());
    tiers = Footprint.tiers(devices.first(), sequence.bounds());
  }

  /**
   * Tells what was planned.
   *
   * @param recorded what {@code config.json} says of a run that is resumed; empty for a new one
   */
  void announce(Map<String, Object> recorded) {
    if (!recorded.isEmpty()) {
      RunFolder.changes(recorded, describe()).forEach(listener::warned);
    }
    sequence.neverReached(steps).forEach(listener::warned);
    progress.firstStep = cursor.step();
    long programs = Footprint.bytes(sequence.bounds()) + evaluator.ownBytes();
    listener.started(
        new TrainingListener.Start(
            job.folder(),
            model.parameters().stream().mapToLong(p -> p.type().elements()).sum(),
            data.train().count(),
            data.test().count(),
            cursor.stepsPerEpoch(),
            steps,
            cursor.step(),
            devices.first().scratchBytes() + programs + state.bytes(),
            state.savedBytes(),
            model.unit(),
            devices.first().workers().threads(),
            tiers));
  }

  /** The content of {@code config.json}. */
  SequencedMap<String, Object> describe() {
    return RunFolder.describe(job, data, devices.first().workers().threads(), tiers);
  }

  /** The same of a run that is resumed, which was so described. */
  SequencedMap<String, Object> describe(Map<String, Object> recorded) {
    SequencedMap<String, Object> now = describe();
    RunFolder.recordDevice(recorded, now, cursor.step());
    return now;
  }

  void requestStop() {
    stopRequested = true;
  }

  TrainResult run() {
    startNanos = System.nanoTime();
    checkpointNanos = startNanos;
    TrainResult.End end = TrainResult.End.FINISHED;
    try (JsonLines lines = RunFolder.openMetrics(job.folder(), cursor.step())) {
      metrics = lines;
      if (cursor.step() < steps) {
        end = train();
      } else {
        evaluate();
        saveModel();
      }
    }
    TrainResult result =
        new TrainResult(
            job.folder(),
            end,
            cursor.step(),
            cursor.epoch(),
            evaluation,
            progress.meanSamplesPerSecond(),
            seconds());
    listener.ended(result);
    return result;
  }

  private TrainResult.End train() {
    BatchOptions order =
        BatchOptions.training(options.batch(), options.seed()).at(cursor.epoch(), cursor.index());
    try (Batches batches = data.train().batches(order)) {
      while (true) {
        step(batches);
        tell();
        if (cursor.isEpochEnd()) {
          endEpoch();
        }
        TrainResult.End end = end();
        if (end == TrainResult.End.FINISHED && evaluatedStep != cursor.step()) {
          evaluate();
        }
        if (end != null || isCheckpointDue()) {
          checkpoint();
        }
        if (end != null) {
          return end;
        }
      }
    }
  }

  /** Begins one step of one or more batches; on the CPU it has ended then. */
  private void step(Batches batches) {
    if (reports.isFull()) {
      drain();
    }
    long step = cursor.step();
    StepReport report = reports.fresh(cursor);
    while (cursor.step() == step) {
      if (cursor.index() == 0) {
        beginEpoch();
      }
      Batch batch = next(batches);
      sequence.run(batch, cursor, (double) batch.count() / report.stepSamples, report);
      cursor.pass(batch.count());
    }
    reports.begun(cursor, sequence.learningRate());
  }

  private Batch next(Batches batches) {
    try {
      return batches.next();
    } catch (IllegalStateException failed) {
      drain();
      throw failed;
    }
  }

  /** Tells of the steps that have ended. */
  private void tell() {
    while (reports.next()) {
      listener.step(progress);
      if (progress.step % options.logEvery() == 0) {
        writeLine();
      }
    }
  }

  /** Waits for the steps under way, and tells of them. */
  private void drain() {
    sequence.finish();
    tell();
  }

  private void beginEpoch() {
    devices.downloadStates();
    if (sequence.begin(cursor.epoch(), data.train())) {
      state.begin();
      devices.uploadStates();
    }
  }

  private TrainResult.End end() {
    if (cursor.step() >= steps) {
      return TrainResult.End.FINISHED;
    }
    if (stopRequested) {
      return TrainResult.End.STOPPED;
    }
    boolean isTimeUp = options.maxTime() > 0 && secondsSince(startNanos) >= options.maxTime();
    return isTimeUp ? TrainResult.End.TIME : null;
  }

  private void writeLine() {
    SequencedMap<String, Object> line = line("steps", progress.step);
    line.put("train", reports.sinceLine.means());
    line.put("learning_rate", progress.learningRate);
    if (options.clip() > 0) {
      line.put("gradient_norm", progress.gradientNorm);
    }
    line.put("samples_per_second", Math.round(progress.samplesPerSecond()));
    metrics.append(line);
    reports.sinceLine.clear();
  }

  private void endEpoch() {
    evaluate();
    boolean isBest = evaluation.total() < bestTotal;
    if (isBest) {
      bestTotal = evaluation.total();
      bestEpoch = cursor.epoch();
    }
    SequencedMap<String, Double> means = reports.sinceEpoch.means();
    reports.sinceEpoch.clear();
    listener.epochEnded(
        new TrainingListener.EpochEnd(
            cursor.epoch(), cursor.step(), means, evaluation, isBest, seconds()));
    String symptom = model.symptom(means);
    if (symptom != null) {
      listener.warned(symptom);
    }
  }

  /** Judges the model as it is now on the held-out samples, and writes that down. */
  private void evaluate() {
    drain();
    evaluation = evaluator.evaluate(data.test(), options.seed() + 1);
    evaluatedStep = cursor.step();
    SequencedMap<String, Object> line = line("evaluation", cursor.step());
    if (cursor.isEpochEnd()) {
      line.put("train", reports.sinceEpoch.means());
    }
    SequencedMap<String, Object> test = new LinkedHashMap<>();
    test.put("loss", evaluation.total());
    test.putAll(evaluation.terms());
    line.put("test", test);
    metrics.append(line);
  }

  private SequencedMap<String, Object> line(String kind, long step) {
    SequencedMap<String, Object> line = new LinkedHashMap<>();
    line.put("kind", kind);
    line.put("step", step);
    line.put("epoch", (double) step / cursor.stepsPerEpoch());
    line.put("seconds", Math.round(seconds() * 1000) / 1000.0);
    return line;
  }

  private boolean isCheckpointDue() {
    boolean byStep =
        options.checkpointEvery() > 0 && cursor.step() % options.checkpointEvery() == 0;
    boolean byTime =
        options.checkpointSeconds() > 0
            && secondsSince(checkpointNanos) >= options.checkpointSeconds();
    return byStep || byTime;
  }

  private void checkpoint() {
    drain();
    devices.downloadStates();
    state.requireEqual(devices, cursor.step());
    String damaged = state.nonFinite();
    if (damaged != null) {
      throw new UserError(
          "step "
              + cursor.step()
              + " is not finite: it left a value in "
              + damaged
              + " that is none; no checkpoint was written; lower the learning rate or clip the"
              + " gradient");
    }
    if (savedStep != cursor.step()) {
      Path folder = checkpoints.write(state, position());
      savedStep = cursor.step();
      saveModel();
      listener.checkpointed(folder, cursor.step());
    }
    checkpointNanos = System.nanoTime();
  }

  private void saveModel() {
    Saved.write(model, job.folder().resolve(Saved.FILE), state::evaluated);
  }

  private Position position() {
    return new Position(
        cursor.step(),
        cursor.draw(),
        cursor.epoch(),
        cursor.index(),
        cursor.samples(),
        seconds(),
        bestTotal,
        bestEpoch,
        reports.sinceLine.saved(),
        reports.sinceEpoch.saved(),
        0);
  }

  /** Seconds that the run has taken, interruptions not counted. */
  private double seconds() {
    return secondsBefore + secondsSince(startNanos);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }

  @Override
  public void close() {
    devices.await();
    evaluator.close();
    sequence.close();
    state.close();
    devices.close();
    model.close();
  }
}
