package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Precision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is timed on a device with memory of its own. */
@Tag("cuda")
class CudaBenchTest {
  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  private static List<Double> losses(String device) {
    try (Subject subject = TinyStep.of(device, 8).open(1)) {
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

  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:0,1"})
  void stepsAreBegunAheadAndCountWhenTheyHaveEnded(String device) {
    try (Subject subject = TinyStep.of(device, 8).open(1)) {
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

  private static KernelBenchmark kernel(String name, Precision precision) {
    return Benchmarks.kernels("cuda", precision).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** In short precisions what is checked is what they are given. */
  @ParameterizedTest
  @CsvSource({
    "gemm 128x400x20 nt, F32",
    "gemm 128x400x20 nt tf32, TF32",
    "gemm 128x400x20 nt bf16, BF16",
  })
  void productsAreWhatTheReferenceSays(String name, Precision precision) {
    try (Subject subject = kernel(name, precision).open(1)) {
      assertTrue(subject.check().error() < 1e-5);
      subject.run();
      subject.finish();
    }
  }

  @Test
  void kernelsAreBegunAheadOnWhatIsThere() {
    try (Subject subject = kernel("chain 64K", Precision.F32).open(1)) {
      assertTrue(subject.check().error() < 1e-5);
      subject.run();
      subject.finish();
      long before = FakeDriver.launches();
      subject.run();
      subject.run();
      assertEquals(before, FakeDriver.launches(), "only begun");
      subject.finish();
      assertTrue(FakeDriver.launches() > before);
    }
  }

  @Test
  void whatIsBoundByMemoryIsLargerThanACache() {
    KernelBenchmark exp = kernel("exp 64M", Precision.F32);
    assertEquals(2.0 * Float.BYTES * (64 << 20), exp.work().amount());
    assertEquals(65_536, exp.facts(null).get("n"));
  }

  @Test
  void aCopyAndAProductAreTheLimits() {
    for (Limit limit :
        List.of(
            DeviceLimit.copy(Work.streams(2, 1, 1001), "cuda"),
            DeviceLimit.product(64, "cuda", Precision.TF32))) {
      try (limit) {
        limit.turn(0.01);
        assertTrue(limit.rate() > 0 && Double.isFinite(limit.rate()), limit.how());
      }
    }
    assertNull(DeviceLimit.of(Work.flops(1e6), "cuda", Precision.F32));
  }

  @Test
  void theGapIsWhatAStepTakesMoreThanItsKernels() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    GpuGaps.measure(TinyStep.of("cuda", 8), 0.01, new PrintStream(out));
    assertTrue(
        out.toString(StandardCharsets.UTF_8)
            .matches("step tiny n8: a step takes .* us, its kernels alone .* us, .*\\n"),
        out.toString(StandardCharsets.UTF_8));
  }
}
