package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Batch;
import dev.culebra.data.BatchOptions;
import dev.culebra.data.BatchOrder;
import dev.culebra.data.Batches;
import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Input;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Model;
import dev.culebra.par.Workers;
import dev.culebra.run.DeviceGroup;
import dev.culebra.tensor.Parameter;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that are begun while the one before is under way come to what single ones come to. */
@Tag("cuda")
class CudaTrainAheadTest {
  private static final int SAMPLES = 83;

  /** Two epochs of five or six batches, the last of them ragged. */
  private static final int STEPS = 11;

  private static final int NONE = -1;

  @TempDir private Path folder;

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @AfterEach
  void late() {
    FakeDriver.secondStream(false);
  }

  /**
   * What a training left.
   *
   * @param reports of each step that ended
   * @param states all that a checkpoint would hold, by name
   * @param launches kernels that ran before the second step was begun
   */
  private record Left(
      List<double[]> reports, Map<String, byte[]> states, String failure, long launches) {}

  /** Trains without a run folder; the eighth value of one batch may be no number. */
  private Left train(Job job, TinyModels.Tiny tiny, boolean goesAhead, int spoiled) {
    return train(job, tiny, goesAhead, spoiled, 7);
  }

  private Left train(Job job, TinyModels.Tiny tiny, boolean goesAhead, int spoiled, int element) {
    TrainOptions options = job.options();
    BatchOptions batchOptions = BatchOptions.training(options.batch(), 1);
    BatchOrder order = new BatchOrder(tiny.data().train(), batchOptions);
    Cursor cursor = new Cursor(order, options.accumulate());
    List<StepReport> reports = new ArrayList<>();
    String failure = "";
    long launches = 0;
    try (Model model = job.entry().make(job.config());
        DeviceGroup devices =
            DeviceGroup.named(options.device(), Precision.F32, Workers.caller())) {
      model.initialize(options.seed());
      List<StepRecipe> recipes =
          StepSequence.recipes(model, tiny.data().train().isLabelled(), options);
      try (TrainState state = new TrainState(model, recipes, goesAhead);
          StepSequence sequence =
              new StepSequence(
                  recipes,
                  state,
                  devices,
                  options,
                  STEPS,
                  cursor.stepsPerEpoch(),
                  order.shapes().getLast());
          Batches batches = tiny.data().train().batches(batchOptions)) {
        order.shapes().forEach(sequence::plan);
        state.begin();
        devices.uploadStates();
        try {
          while (cursor.step() < STEPS) {
            if (cursor.index() == 0) {
              sequence.finish();
              devices.downloadStates();
              sequence.begin(cursor.epoch(), tiny.data().train());
              devices.uploadStates();
            }
            Batch batch = batches.next();
            if (cursor.draw() == spoiled) {
              batch.samples().setAtIndex(ValueLayout.JAVA_FLOAT, element, Float.NaN);
            }
            if (cursor.draw() == 0) {
              launches = FakeDriver.launches();
            }
            StepReport report = new StepReport(sequence.names().size());
            sequence.run(batch, cursor, 1.0 / options.accumulate(), report);
            if (cursor.draw() == 0) {
              launches = FakeDriver.launches() - launches;
            }
            reports.add(report);
            cursor.pass(batch.count());
          }
          sequence.finish();
        } catch (UserError told) {
          failure = told.getMessage();
        }
        devices.await();
        devices.downloadStates();
        // In the middle of a step each device has accumulated gradients of its own.
        if (failure.isEmpty() || options.accumulate() == 1) {
          state.requireEqual(devices, cursor.step());
        }
        reports.removeIf(report -> report.underWay > 0);
        return new Left(
            reports.stream().map(report -> report.values).toList(),
            states(model, state, recipes),
            failure,
            launches);
      }
    }
  }

  private static Map<String, byte[]> states(
      Model model, TrainState state, List<StepRecipe> recipes) {
    Map<String, byte[]> states = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      states.put(parameter.name(), parameter.data().toArray(ValueLayout.JAVA_BYTE));
    }
    for (StepRecipe recipe : recipes) {
      for (TrainState.Slot slot : state.slots(recipe.step())) {
        List<Input> all = new ArrayList<>(slot.moments());
        if (slot.average() != null) {
          all.add(slot.average());
        }
        all.forEach(
            each -> states.put(each.name(), state.memory(each).toArray(ValueLayout.JAVA_BYTE)));
      }
    }
    return states;
  }

  private Job job(TinyModels.Tiny tiny, Map<String, ?> more) {
    Map<String, Object> options = new HashMap<>(Map.of("device", "cuda", "ema", 0.9, "clip", 1));
    options.putAll(more);
    return tiny.job(folder.resolve("run"), options);
  }

  private static TinyModels.Tiny tiny(String name) {
    return TinyModels.all().stream().filter(one -> one.toString().equals(name)).findFirst().get();
  }

  private static void assertSame(Left expected, Left actual) {
    assertEquals(expected.failure(), actual.failure());
    assertEquals(expected.reports().size(), actual.reports().size());
    for (int i = 0; i < expected.reports().size(); i++) {
      assertArrayEquals(expected.reports().get(i), actual.reports().get(i), "step " + i);
    }
    assertEquals(expected.states().keySet(), actual.states().keySet());
    expected
        .states()
        .forEach((name, bytes) -> assertArrayEquals(bytes, actual.states().get(name), name));
  }

  /** Steps of several turns, layers that keep something, draws, ragged batches. */
  @ParameterizedTest
  @CsvSource({
    "aae mlp, false",
    "acai-baseline dropout, true",
    "unet denoise batch norm, false",
    "vae conv gaussian, true",
    "vae geco, false",
    "vq-vae averages revived, true"
  })
  void stepsComeToTheSameBytes(String name, boolean early) {
    FakeDriver.secondStream(early);
    Job job = job(tiny(name), Map.of());
    Left single = train(job, tiny(name), false, NONE);
    Left ahead = train(job, tiny(name), true, NONE);
    assertEquals("", single.failure());
    assertTrue(single.reports().size() >= STEPS, single.reports().toString());
    assertSame(single, ahead);
    assertTrue(single.launches() > 0, "a single step has run when it returns");
  }

  /** The batch behind the bad one is begun before that is known. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aae mlp",
        "unet denoise batch norm",
        "vae conv gaussian",
        "vae geco",
        "vq-vae averages revived"
      })
  void aStepBehindOneThatIsNotFiniteChangesNothing(String name) {
    Job job = job(tiny(name), Map.of());
    Left single = train(job, tiny(name), false, 3);
    Left ahead = train(job, tiny(name), true, 3);
    assertTrue(
        single.failure().startsWith("step 4 is not finite: input samples f32["), single.failure());
    assertTrue(single.failure().contains("with NaN at element 7"), single.failure());
    assertEquals(3, single.reports().size());
    assertSame(single, ahead);
  }

  /** In the first, a middle or the last batch of a step, on the first or the second device. */
  @ParameterizedTest
  @CsvSource({"cuda, 7", "'cuda:0,1', 7", "'cuda:0,1', 200"})
  void stepsOfSeveralBatchesToo(String device, int element) {
    TinyModels.Tiny tiny = tiny("vae conv gaussian");
    Job job = job(tiny, Map.of("device", device, "accumulate", 3, "batch", 6));
    for (int spoiled : new int[] {NONE, 3, 4, 5}) {
      Left single = train(job, tiny, false, spoiled, element);
      String start = spoiled == NONE ? "" : "step 2 is not finite: input samples f32[";
      assertTrue(single.failure().startsWith(start), single.failure());
      assertSame(single, train(job, tiny, true, spoiled, element));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {NONE, 3})
  void twoDevicesToo(int spoiled) {
    FakeDriver.secondStream(true);
    TinyModels.Tiny tiny = tiny("vq-vae averages revived");
    Job job = job(tiny, Map.of("device", "cuda:0,1"));
    assertSame(train(job, tiny, false, spoiled), train(job, tiny, true, spoiled));
  }

  /** Nothing has run on the double when a step was begun, because nobody has waited. */
  @Test
  void aStepIsBegunWithoutWaiting() {
    TinyModels.Tiny tiny = tiny("vae conv gaussian");
    assertEquals(0, train(job(tiny, Map.of()), tiny, true, NONE).launches());
  }

  /** The value is found by the step behind it, when the step before is told of already. */
  @Test
  void aRunThatExplodesEndsAsOnTheProcessor() throws IOException {
    Map<String, Object> options = new HashMap<>(Map.of("learningRate", 1e30, "checkpointEvery", 1));
    String cpu = failure("cpu", options);
    options.put("device", "cuda");
    String cuda = failure("cuda", options);
    assertTrue(cpu.startsWith("step 2 is not finite: output 0 of "), cpu);
    assertTrue(cuda.startsWith("step 2 is not finite: output 0 of "), cuda);
    options.put("checkpointEvery", 0);
    assertEquals(cuda, failure("without checkpoints", options));
  }

  private String failure(String run, Map<String, ?> options) {
    return assertThrows(UserError.class, () -> TinyRun.train(folder.resolve(run), options, SAMPLES))
        .getMessage();
  }

  /** Asked to stop or out of time, a run ends with the steps that it has begun. */
  @ParameterizedTest
  @ValueSource(strings = {"stopped", "out of time", "checkpoints"})
  void anInterruptedRunEndsWithTheSameBytes(String how) throws IOException {
    Map<String, Object> options =
        new HashMap<>(Map.of("device", "cuda", "ema", 0.9, "accumulate", 2, "checkpointEvery", 4));
    byte[] whole = TinyRun.train(folder.resolve("whole"), options, SAMPLES);
    Path parts = folder.resolve("parts");
    Map<String, Object> hurried = new HashMap<>(options);
    hurried.put("maxTime", how.equals("out of time") ? 1e-9 : 0);
    hurried.put("checkpointEvery", how.equals("checkpoints") ? 1 : 4);
    Trainer[] self = new Trainer[1];
    List<Long> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            told.add(progress.step());
            if (how.equals("stopped") && progress.step() == 2) {
              self[0].requestStop();
            }
          }
        };
    try (Trainer trainer =
        Trainer.start(TinyRun.job(parts, hurried), TinyRun.data(SAMPLES), listener)) {
      self[0] = trainer;
      TrainResult result = trainer.run();
      assertEquals(told.getLast(), result.step());
    }
    if (!how.equals("checkpoints")) {
      Map<String, ?> rest = Map.of("maxTime", 0);
      try (Trainer trainer = Trainer.resume(parts, rest, TinyRun.data(SAMPLES), listener)) {
        trainer.run();
      }
    }
    for (int i = 0; i < told.size(); i++) {
      assertEquals(i + 1L, told.get(i), told.toString());
    }
    assertArrayEquals(whole, TinyRun.model(parts));
    assertEquals(figures(folder.resolve("whole")), figures(parts));
  }

  /** The lines of metrics without what depends on the clock. */
  private static List<Map<String, Object>> figures(Path run) {
    List<Map<String, Object>> lines = RunFolder.metrics(run);
    lines.forEach(line -> line.keySet().removeAll(List.of("seconds", "samples_per_second")));
    return lines;
  }
}
