package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Losses;
import dev.culebra.model.StepInput;
import dev.culebra.model.Vae;
import dev.culebra.nn.Linear;
import dev.culebra.op.Sqrt;
import dev.culebra.par.Workers;
import dev.culebra.plan.CallNames;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What devices add up when a step has several batches. */
@Tag("cuda")
class SeveralBatchesTest {
  private static final String SUM = "all_reduce_start";

  /** {@code |linear(x) x|}, whose gradient is not a number where x is 0. */
  private static final class Length extends FeatureModel {
    private final Linear layer = part(new Linear("layer", FEATURES, FEATURES));

    Length() {
      initialize(3);
    }

    @Override
    public Losses losses(StepInput input) {
      Tensor scaled = layer.apply(input.samples()).multiply(input.samples());
      Tensor square = scaled.multiply(scaled).sumPerSample();
      return Losses.of(Tensor.of(Sqrt.of(square.value())));
    }
  }

  @BeforeEach
  void requireDevices() {
    FakeDriver.tiers();
  }

  /** The calls of a batch's program on the first device. */
  private static List<String> calls(String devices, boolean isLast) {
    TrainOptions options = TinyRun.options(Map.of("accumulate", 3, "bucket", 1e-4));
    try (Vae model = new Vae(TinyRun.config());
        DeviceGroup group = DeviceGroup.named(devices, Precision.F32, Workers.caller())) {
      model.initialize(1);
      StepRecipe recipe = StepRecipe.of(model.steps().getFirst(), model, false, options);
      Shape batch = Shape.of(8).append(TinyRun.SAMPLE.sizes());
      try (TrainState state = new TrainState(model, List.of(recipe), true);
          StepProgram program = new StepProgram(recipe, state, group, batch, isLast)) {
        return List.of(CallNames.of(program.bound().plan()).split(" "));
      }
    }
  }

  private static long sums(List<String> calls) {
    return calls.stream().filter(SUM::equals).count();
  }

  @Test
  void gradientsStayTheDevicesOwnUntilTheLast() {
    assertEquals(1, sums(calls("cuda:0,1", false)), "losses alone");
    assertTrue(sums(calls("cuda:0,1", true)) > 3, "losses and gradients");
    assertEquals(0, sums(calls("cuda", true)));
  }

  /** The backward pass goes on behind the first sums of gradients. */
  @Test
  void theLastAddsUpWhileItComputes() {
    List<String> calls = calls("cuda:0,1", true);
    int losses = calls.indexOf(SUM);
    int gradients = losses + 1 + calls.subList(losses + 1, calls.size()).indexOf(SUM);
    long products =
        calls.subList(gradients, calls.size()).stream().filter("matmul"::equals).count();
    assertTrue(products > 2, calls.toString());
  }

  /** What the second step says; one sample of its first or second batch has a bad gradient. */
  private static String refusal(String devices, int batch, int sample) {
    DeviceGroup group = DeviceGroup.named(devices, Precision.F32, Workers.caller());
    try (StepRun run = new StepRun(new Length(), true, group)) {
      run.steps(0, batch);
      MemorySegment images = run.images(batch);
      images
          .asSlice(
              (long) sample * FeatureModel.FEATURES * Float.BYTES,
              FeatureModel.FEATURES * Float.BYTES)
          .fill((byte) 0);
      UserError refused = assertThrows(UserError.class, () -> run.step(images, batch));
      return refused.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 7", "3, 0", "3, 7"})
  void aBadGradientOfOneDeviceIsToldAsOnTheProcessor(int batch, int sample) {
    String cpu = refusal("cpu", batch, sample);
    assertTrue(cpu.startsWith("step 2 is not finite: output 0 of divide f32[8] with "), cpu);
    String half = cpu.replace("f32[8]", "f32[4]").replace("element 7", "element 3");
    assertEquals(half, refusal("cuda:0,1", batch, sample));
  }
}
