package dev.culebra.train;

import dev.culebra.model.Model;
import dev.culebra.optim.Schedule;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The steps of a tiny model on made-up samples, without files. */
final class StepRun implements AutoCloseable {
  static final int SAMPLES = 8;

  final Model model;
  final TrainState state;
  final Stepper stepper;
  private final DeviceGroup devices;
  private final boolean accumulates;

  /**
   * @param model its first step is trained; closed with this
   * @param accumulates whether a step has two batches
   */
  StepRun(Model model, boolean accumulates) {
    this(model, accumulates, DeviceGroup.of(Device.cpu(Workers.of(2))));
  }

  /**
   * @param devices closed with this
   */
  StepRun(Model model, boolean accumulates, DeviceGroup devices) {
    this.model = model;
    this.accumulates = accumulates;
    this.devices = devices;
    StepRecipe plain = StepRecipe.of(model.steps().getFirst(), model, false, TrainOptions.STANDARD);
    StepRecipe recipe =
        new StepRecipe(
            plain.step(),
            plain.dtype(),
            plain.isLabelled(),
            plain.rule(),
            0,
            0,
            0,
            accumulates,
            plain.bucketBytes(),
            plain.draws());
    state = new TrainState(model, List.of(recipe));
    stepper = new Stepper(recipe, state, devices, new Schedule.Constant(1e-2), 10, 0);
  }

  /** Normal numbers by the step's own seed. */
  MemorySegment images(int step) {
    SplittableRandom random = new SplittableRandom(step);
    float[] values = new float[Math.toIntExact(SAMPLES * model.input().elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return MemorySegment.ofArray(values);
  }

  void steps(int from, int to) {
    for (int step = from; step < to; step++) {
      step(images(step), step);
    }
  }

  /** With accumulation every second batch ends a step. */
  StepProgram step(MemorySegment images, int number) {
    boolean last = !accumulates || number % 2 == 1;
    int step = accumulates ? number / 2 : number;
    Shape batch = Shape.of(SAMPLES).append(model.input().sizes());
    return stepper.run(images, null, batch, number, step, accumulates ? 0.5 : 1, last);
  }

  /** The float32 parameters by name. */
  Map<String, float[]> parameters() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (Parameter parameter : model.parameters()) {
      if (parameter.type().dtype() == DType.F32) {
        values.put(parameter.name(), parameter.toFloats());
      }
    }
    return values;
  }

  @Override
  public void close() {
    stepper.close();
    state.close();
    devices.close();
    model.close();
  }
}
