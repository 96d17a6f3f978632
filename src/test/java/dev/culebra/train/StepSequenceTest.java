package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.BatchOptions;
import dev.culebra.data.BatchOrder;
import dev.culebra.data.Batches;
import dev.culebra.data.Dataset;
import dev.culebra.data.FloatArrays;
import dev.culebra.files.UserError;
import dev.culebra.model.Losses;
import dev.culebra.model.Model;
import dev.culebra.model.Step;
import dev.culebra.model.StepInput;
import dev.culebra.nn.Module;
import dev.culebra.optim.Schedule;
import dev.culebra.optim.Sgd;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Models of several steps and goals, checked against the arithmetic done by hand. */
class StepSequenceTest {
  private static final Shape SAMPLE = Shape.of(1, 1, 1);
  private static final float RATE = 0.25f;

  private record Config() {}

  /** Three scalars and the steps that a test gives them. */
  private static final class Scalars extends Module implements Model {
    final Parameter a = scalar("a", 1);
    final Parameter b = scalar("b", 2);
    final Parameter c = scalar("c", 4);
    private final List<Step> steps;

    Scalars(Function<Scalars, List<Step>> steps) {
      this.steps = steps.apply(this);
      initialize(1);
    }

    private Parameter scalar(String name, float value) {
      return parameter(
          new Parameter(
              name,
              TensorType.f32(1),
              FileLayout.same(Shape.of(1)),
              Initializer.constant(value),
              true));
    }

    @Override
    public Record config() {
      return new Config();
    }

    @Override
    public Shape input() {
      return SAMPLE;
    }

    @Override
    public List<Step> steps() {
      return steps;
    }

    @Override
    public Losses losses(StepInput input) {
      return Losses.of(perSample(input, a.tensor()));
    }
  }

  private static float value(Parameter parameter) {
    return parameter.data().get(ValueLayout.JAVA_FLOAT, 0);
  }

  /** A scalar for each sample. */
  private static Tensor perSample(StepInput input, Tensor scalar) {
    int samples = input.samples().size(0);
    return scalar.broadcast(samples).add(input.samples().reshape(samples).affine(0, 0));
  }

  private static Step descent(Step step) {
    return step.updatedBy(new Sgd(0, false, 0), new Schedule.Constant(RATE));
  }

  /** Trains so many batches of two samples, four an epoch; returns what each batch reported. */
  private static List<double[]> train(Model model, int batches) {
    TrainOptions options = TinyRun.options(Map.of("batch", 2));
    Dataset data = FloatArrays.of("ones", new float[] {1, 1, 1, 1, 1, 1, 1, 1}, SAMPLE);
    Cursor cursor = new Cursor(new BatchOrder(data, BatchOptions.training(2, 1)), 1);
    List<StepRecipe> recipes = StepSequence.recipes(model, false, options);
    List<double[]> reported = new ArrayList<>();
    try (Device device = Device.cpu(Workers.of(1));
        TrainState state = new TrainState(model, recipes);
        StepSequence sequence =
            new StepSequence(
                recipes, state, DeviceGroup.of(device), options, batches, 4, Shape.of(2, 1, 1, 1));
        Batches order = data.batches(BatchOptions.training(2, 1))) {
      for (int i = 0; i < batches; i++) {
        if (cursor.index() == 0) {
          sequence.begin(cursor.epoch(), data);
        }
        StepReport report = new StepReport(sequence.names().size());
        sequence.run(order.next(), cursor, 1, report);
        reported.add(report.values);
        cursor.pass(2);
      }
    }
    return reported;
  }

  @Test
  void stepsFollowEachOther() {
    // a goes down the slope of a·b, then b that of a·b with the new a.
    try (Scalars model =
        new Scalars(
            m -> {
              Function<StepInput, Losses> product =
                  input -> Losses.of(perSample(input, m.a.tensor().multiply(m.b.tensor())));
              return List.of(
                  descent(new Step("first", product, List.of(m.a))),
                  descent(new Step("second", product, List.of(m.b))));
            })) {
      List<double[]> reported = train(model, 1);
      assertEquals(1 - RATE * 2, value(model.a));
      assertEquals(2 - RATE * (1 - RATE * 2), value(model.b));
      assertArrayEquals(new double[] {2, 1}, reported.getFirst());
    }
  }

  @Test
  void goalsShareOnePass() {
    // Both by the values before the step: a by a·b, b by its own term b·c.
    try (Scalars model =
        new Scalars(
            m ->
                List.of(
                    descent(
                        new Step(
                                "both",
                                input -> {
                                  Tensor ab = m.a.tensor().multiply(m.b.tensor());
                                  Tensor bc = m.b.tensor().multiply(m.c.tensor());
                                  return Losses.of(perSample(input, ab))
                                      .with("other", perSample(input, bc));
                                },
                                List.of(m.a))
                            .and("other", List.of(m.b)))))) {
      train(model, 1);
      assertEquals(1 - RATE * 2, value(model.a));
      assertEquals(2 - RATE * 4, value(model.b));
      assertEquals(4, value(model.c));
    }
  }

  @Test
  void stepsTakePartInTheirEpochs() {
    try (Scalars model =
        new Scalars(
            m ->
                List.of(
                    descent(
                            new Step(
                                "early",
                                input -> Losses.of(perSample(input, m.a.tensor())),
                                List.of(m.a)))
                        .during(0, 1),
                    descent(
                            new Step(
                                "late",
                                input -> Losses.of(perSample(input, m.b.tensor())),
                                List.of(m.b)))
                        .during(1, Step.NEVER)
                        .beginningWith(data -> m.b.data().copyFrom(m.a.data()))))) {
      List<double[]> reported = train(model, 6);
      assertEquals(1 - 4 * RATE, value(model.a));
      assertEquals(1 - 4 * RATE - 2 * RATE, value(model.b));
      assertTrue(Double.isNaN(reported.getFirst()[1]));
      assertTrue(Double.isNaN(reported.getLast()[0]));
      Means means = new Means(List.of("early", "late"));
      reported.forEach(values -> means.add(values, 2));
      assertEquals(1 - 1.5 * RATE, means.means().get("early"), 1e-7);
      Means again = new Means(List.of("early", "late"));
      again.restore(means.saved());
      assertEquals(means.means(), again.means());
    }
  }

  @Test
  void noTwoStepsDrawAlike() {
    try (Scalars model =
        new Scalars(
            m -> {
              Function<StepInput, Losses> draw =
                  input -> Losses.of(input.rng().normal("z", Shape.of(2)).add(m.a.tensor()));
              return List.of(
                  descent(new Step("one", draw, List.of(m.b))),
                  descent(new Step("two", draw, List.of(m.c))));
            })) {
      double[] drawn = train(model, 3).stream().flatMapToDouble(Arrays::stream).toArray();
      assertEquals(6, Arrays.stream(drawn).distinct().count());
      assertNotEquals(0, drawn[0]);
    }
  }

  @Test
  void severalStepsDoNotAccumulate() {
    try (Scalars model =
        new Scalars(
            m -> {
              Step step =
                  new Step("s", input -> Losses.of(perSample(input, m.a.tensor())), List.of(m.a));
              return List.of(step, step);
            })) {
      TrainOptions options = TinyRun.options(Map.of("accumulate", 2));
      UserError error =
          assertThrows(UserError.class, () -> StepSequence.recipes(model, false, options));
      assertTrue(error.getMessage().startsWith("accumulate: "), error.getMessage());
      assertFalse(error.getMessage().contains("\n"));
    }
  }
}
