package dev.culebra.train;

import dev.culebra.data.Datasets;
import dev.culebra.data.Split;
import dev.culebra.files.Json;
import dev.culebra.files.RunLock;
import dev.culebra.files.UserError;
import dev.culebra.model.Configs;
import dev.culebra.model.Model;
import dev.culebra.shape.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Trains a model in a run folder, from its beginning or from its newest checkpoint. A resumed run
 * ends with the same bytes as one that was never interrupted, as long as version, tiers and vector
 * width are the same; the number of threads does not matter.
 *
 * <p>Owns the folder (by lock), the device and the model from {@link #start} or {@link #resume}
 * until {@link #close}. One thread trains; {@link #requestStop} may be called from any.
 */
public final class Trainer implements AutoCloseable {
  /** What may differ when a run is resumed: nothing that earlier steps depended on. */
  public static final Set<String> CHANGEABLE =
      Collections.unmodifiableSet(
          new TreeSet<>(
              Set.of(
                  "epochs",
                  "steps",
                  "threads",
                  "device",
                  "logEvery",
                  "checkpointEvery",
                  "checkpointSeconds",
                  "keep",
                  "quota",
                  "maxTime")));

  private final RunLock lock;
  private final TrainingRun run;

  private Trainer(RunLock lock, TrainingRun run) {
    this.lock = lock;
    this.run = run;
  }

  /**
   * Begins a run. Everything is planned before the folder is touched: what the device or the data
   * refuse leaves nothing behind.
   *
   * @param data what to train on and what to judge by; see {@link Datasets}
   * @throws UserError if the folder holds a run, is in use or cannot be written, if the weights to
   *     start from do not fit, or if the data do not
   */
  public static Trainer start(Job job, Split data, TrainingListener listener) {
    requireShape(job, data);
    requireNew(job.folder());
    TrainingRun run = new TrainingRun(job, data, listener);
    try {
      run.initialize();
      run.plan();
      RunLock lock = RunLock.take(job.folder());
      try {
        requireNew(job.folder());
        run.announce(Map.of());
        Json.write(job.folder().resolve(RunFolder.CONFIG), run.describe());
        return new Trainer(lock, run);
      } catch (RuntimeException problem) {
        lock.close();
        throw problem;
      }
    } catch (RuntimeException problem) {
      run.close();
      throw problem;
    }
  }

  private static void requireNew(Path folder) {
    if (RunFolder.isRun(folder)) {
      throw new UserError(
          folder
              + ": holds a run already; resume it (culebra resume "
              + folder
              + ") or choose another folder");
    }
  }

  /**
   * Continues a run with the data that it names.
   *
   * @param changes options to change, by name: limits, threads, checkpoints
   * @throws UserError if the folder holds no run or is in use, if its data changed, or if an option
   *     may not change
   */
  public static Trainer resume(Path folder, Map<String, ?> changes, TrainingListener listener) {
    TrainOptions options = RunFolder.read(folder).job().options();
    return resume(folder, changes, RunFolder.data(options), listener);
  }

  /** Continues a run with data that are given; they must be the run's own. */
  public static Trainer resume(
      Path folder, Map<String, ?> changes, Split data, TrainingListener listener) {
    RunFolder.Recorded recorded = RunFolder.read(folder);
    Job job = changed(recorded.job(), changes);
    if (!data.hash().equals(recorded.dataHash())) {
      throw new UserError(
          folder
              + ": data '"
              + job.options().data()
              + "' are not those of the run (SHA-256 "
              + data.hash()
              + ", was "
              + recorded.dataHash()
              + "); restore them, or start a new run from its weights (--init-from)");
    }
    RunLock lock = RunLock.take(folder);
    try {
      TrainingRun run = new TrainingRun(job, data, listener);
      try {
        run.restore();
        run.plan();
        run.announce(recorded.record());
        Json.write(folder.resolve(RunFolder.CONFIG), run.describe(recorded.record()));
      } catch (RuntimeException problem) {
        run.close();
        throw problem;
      }
      return new Trainer(lock, run);
    } catch (RuntimeException problem) {
      lock.close();
      throw problem;
    }
  }

  private static Job changed(Job job, Map<String, ?> changes) {
    for (String name : changes.keySet()) {
      if (!CHANGEABLE.contains(name)) {
        throw new UserError(
            "resume: "
                + name
                + " cannot change within a run; these can: "
                + String.join(", ", CHANGEABLE)
                + "; or start a new run from its weights (--init-from)");
      }
    }
    TrainOptions options = job.options().with("resume", new LinkedHashMap<>(changes));
    return new Job(job.model(), job.config(), options, job.folder());
  }

  private static void requireShape(Job job, Split data) {
    try (Model model = job.entry().make(job.config())) {
      if (model.inputType() != data.train().fed().dtype()) {
        throw new UserError(
            data.train().name()
                + ": samples are "
                + data.train().fed()
                + ", "
                + job.model()
                + " learns from "
                + (model.inputType() == DType.I32
                    ? "codes or symbols; give a run with codes (culebra codes RUN), or cmudict"
                    : "numbers; give images"));
      }
    }
    Object wanted = Configs.toMap(job.config()).get("input");
    Object given = Arrays.stream(data.train().sampleShape().sizes()).boxed().toList();
    if (!given.equals(wanted)) {
      throw new UserError(
          data.train().name()
              + ": samples are "
              + given
              + ", the model's input is "
              + wanted
              + "; give the model the data's shape");
    }
  }

  /**
   * Trains until the steps are done, a stop is asked for or the time is up; in each case everything
   * is saved on return. Call it once.
   *
   * @throws UserError if a step is not finite or the disk cannot be written; the newest checkpoint
   *     then stays as it is
   */
  public TrainResult run() {
    return run.run();
  }

  /**
   * Asks the training to finish the steps that it has begun, to write a checkpoint and to return.
   * Any thread.
   */
  public void requestStop() {
    run.requestStop();
  }

  @Override
  public void close() {
    try {
      run.close();
    } finally {
      lock.close();
    }
  }
}
