package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is timed on a device with memory of its own. */
@Tag("cuda")
class CudaBenchTest {
  private static final Vae.Config TINY =
      new Vae.Config(
          Shape.of(4, 4, 1),
          Vae.Architecture.MLP,
          8,
          List.of(4, 8),
          2,
          Vae.Likelihood.BERNOULLI,
          1,
          1);

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  private static ModelBenchmark step(String device) {
    return new ModelBenchmark(
        "step tiny n8", TINY, ModelBenchmark.Task.STEP, 8, device, Precision.F32);
  }

  private static List<Double> losses(String device) {
    try (Subject subject = step(device).open(1)) {
      return subject.check().values();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:0,1"})
  void stepsComeToTheLossesOfTheCpu(String device) {
    List<Double> expected = losses("cpu");
    List<Double> actual = losses(device);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), 1e-4 * expected.get(i), "step " + i);
    }
  }

  @Test
  void stepsAreBegunAheadAndCountWhenTheyHaveEnded() {
    try (Subject subject = step("cuda").open(1)) {
      long before = FakeDriver.launches();
      subject.run();
      assertEquals(before, FakeDriver.launches(), "only begun");
      subject.finish();
      long one = FakeDriver.launches() - before;
      assertTrue(one > 0);
      subject.run();
      subject.run();
      subject.run();
      subject.finish();
      assertEquals(4 * one, FakeDriver.launches() - before);
    }
  }
}
