package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.model.Vae;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import java.util.List;
import java.util.Map;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is timed on a device with ever more memory, until there is enough: each time that there is
 * not, all that was taken is given back.
 */
@Tag("cuda")
class CudaFullTest {
  private static final long ALL = Long.MAX_VALUE;

  @BeforeEach
  void requireDouble() {
    FakeDriver.tiers();
    assumeTrue(!System.getProperty("culebra.cuda.libraries", "").isEmpty(), "needs the double");
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @AfterEach
  void restore() {
    FakeDriver.memory(ALL);
  }

  /** Bytes in use; small tables go when the collector finds that nobody holds them. */
  private static long used(long expected) throws InterruptedException {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 100 && used > expected; i++) {
      if (i > 0) {
        System.gc();
        Thread.sleep(20);
      }
      try (Device device = Device.named("cuda", Workers.caller())) {
        Accelerator accelerator = device.tiers().accelerator();
        accelerator.free(accelerator.allocate(1));
      }
      long[] free = new long[1];
      long[] total = new long[1];
      assertEquals(0, JCudaDriver.cuMemGetInfo(free, total));
      used = total[0] - free[0];
    }
    return used;
  }

  private static Row run(Benchmark benchmark) {
    Contest.Pace pace = new Contest.Pace(1, 0.001, 0);
    Side own = new OwnSide("own", Stopwatch.Clock.WALL);
    return new Contest(pace, own, new Machine(), List.of()).run(benchmark, Map.of(), 1);
  }

  /** Every {@code step} bytes more; what does not fit is told, and enough is enough. */
  private static void grow(Benchmark benchmark, long step) throws InterruptedException {
    assertNull(run(benchmark).wrong());
    long before = used(0);
    int full = 0;
    for (long more = step; ; more += step) {
      FakeDriver.memory(before + more);
      Row row = run(benchmark);
      FakeDriver.memory(ALL);
      assertEquals(before, used(before), "after " + row);
      if (row.wrong() == null) {
        break;
      }
      full++;
      assertTrue(row.wrong().contains("CUDA_ERROR_OUT_OF_MEMORY"), row.wrong());
    }
    assertTrue(full > 5, full + " times full");
  }

  private static KernelBenchmark kernel(String name) {
    return Benchmarks.kernels("cuda", Precision.F32).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProduct() throws InterruptedException {
    grow(kernel("gemm 128x400x20 nt"), 1 << 14);
  }

  /** With a copy of as many bytes as its limit. */
  @Test
  void aChain() throws InterruptedException {
    grow(kernel("chain 64K"), 1 << 17);
  }

  @Test
  void aStep() throws InterruptedException {
    Vae.Config tiny =
        new Vae.Config(
            Shape.of(4, 4, 1),
            Vae.Architecture.MLP,
            8,
            List.of(4, 8),
            2,
            Vae.Likelihood.BERNOULLI,
            1,
            1);
    grow(
        new ModelBenchmark(
            "step tiny n8", tiny, ModelBenchmark.Task.STEP, 8, "cuda", Precision.F32),
        1 << 12);
  }
}
