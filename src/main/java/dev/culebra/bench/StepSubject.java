package dev.culebra.bench;

import dev.culebra.files.UserError;
import dev.culebra.ir.OpException;
import dev.culebra.model.Model;
import dev.culebra.par.Workers;
import dev.culebra.run.DeviceGroup;
import dev.culebra.train.TrainOptions;
import dev.culebra.train.TrainingSteps;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole training steps of a model. */
final class StepSubject implements Subject {
  /** Steps whose losses a peer must find too. */
  private static final int COMPARED = 10;

  private final Arena arena = Arena.ofShared();
  private final DeviceGroup devices;
  private final Model model;
  private final TrainingSteps steps;
  private final MemorySegment[] batches;
  private int next;

  /**
   * @throws UserError if there is no such device, or if it is full already
   * @throws Side.Skipped if the device lacks an operation of the model, or memory for it
   */
  StepSubject(ModelBenchmark benchmark, int threads) {
    devices = DeviceGroup.named(benchmark.device(), benchmark.precision(), Workers.of(threads));
    model = benchmark.model();
    TrainOptions options =
        TrainOptions.STANDARD.with("bench", Map.of("learningRate", ModelBenchmark.LEARNING_RATE));
    try {
      steps = new TrainingSteps(model, options, benchmark.batch(), devices);
    } catch (OpException | UserError missing) {
      model.close();
      devices.close();
      arena.close();
      throw new Side.Skipped(missing.getMessage());
    }
    MemorySegment all = benchmark.samples(model, arena);
    long bytes = all.byteSize() / ModelBenchmark.BATCHES;
    batches = new MemorySegment[ModelBenchmark.BATCHES];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = all.asSlice(i * bytes, bytes);
    }
  }

  @Override
  public void run() {
    steps.begin(batches[next]);
    next = (next + 1) % batches.length;
  }

  @Override
  public void finish() {
    steps.finish();
  }

  @Override
  public Findings check() {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < COMPARED; i++) {
      run();
      losses.add(steps.finish());
    }
    return new Findings(Double.NaN, losses);
  }

  @Override
  public void close() {
    steps.close();
    model.close();
    devices.close();
    arena.close();
  }
}
