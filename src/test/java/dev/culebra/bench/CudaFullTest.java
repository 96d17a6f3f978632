package dev.culebra.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.DeviceGroup;
import dev.culebra.run.Tiers;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What was wrong; null if nothing was. */
  private static String run(Benchmark benchmark) {
    Contest.Pace pace = new Contest.Pace(1, 0.001, 0);
    Side own = new OwnSide("own", Stopwatch.Clock.WALL);
    return new Contest(pace, own, new Machine(), List.of()).run(benchmark, Map.of(), 1).wrong();
  }

  /** Whether so many bytes more than are in use are enough; if not, that is told. */
  private static boolean fits(Benchmark benchmark, long before, long more)
      throws InterruptedException {
    FakeDriver.memory(before + more);
    String wrong = run(benchmark);
    FakeDriver.memory(ALL);
    assertEquals(before, used(before), more + " bytes more: " + wrong);
    assertTrue(wrong == null || wrong.contains("CUDA_ERROR_OUT_OF_MEMORY"), wrong);
    return wrong == null;
  }

  /**
   * With ever more bytes until they are enough, then with some in between. How many those are
   * depends on the scratch memory that the device has kept of earlier work.
   */
  private static void grow(Benchmark benchmark) throws InterruptedException {
    assertNull(run(benchmark));
    long before = used(0);
    long enough = 64;
    while (!fits(benchmark, before, enough)) {
      enough *= 2;
    }
    assertTrue(enough > 512, "only " + enough + " bytes are needed");
    long tooLittle = enough / 2;
    for (int part = 1; part < 16; part++) {
      assertFalse(fits(benchmark, before, tooLittle * part / 16));
    }
    while (enough - tooLittle > enough / 32) {
      long middle = (tooLittle + enough) / 2;
      if (fits(benchmark, before, middle)) {
        enough = middle;
      } else {
        tooLittle = middle;
      }
    }
  }

  private static KernelBenchmark kernel(String name) {
    return Benchmarks.kernels("cuda", Precision.F32).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProduct() throws InterruptedException {
    grow(kernel("gemm 128x400x20 nt"));
  }

  /** With a copy of as many bytes as its limit. */
  @Test
  void aChain() throws InterruptedException {
    grow(kernel("chain 64K"));
  }

  /** There is no byte left at first, so that not even a device's scratch memory has room. */
  @Test
  void theNextBenchmarkIsMeasured() {
    KernelBenchmark product = kernel("gemm 128x400x20 nt");
    assertNull(run(product));
    FakeDriver.memory(1);
    BenchOptions options =
        new BenchOptions(_ -> true, "cuda", List.of(1), List.of(), "python3", 1, 0.001, 0, false);
    List<Row> rows =
        new Bench(options, null, _ -> {})
            .run(List.of(product, product), _ -> FakeDriver.memory(ALL));
    String wrong = rows.get(0).wrong();
    assertTrue(wrong.matches("not run: .*bytes of device memory: CUDA_ERROR_OUT_OF.*"), wrong);
    assertNull(rows.get(1).wrong());
  }

  /** Those who go on without the device do so without its threads. */
  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:0,1"})
  void whoFindsNoRoomKeepsNoThreads(String name) {
    FakeDriver.memory(1);
    List<String> closed = new ArrayList<>();
    Workers workers =
        new Workers() {
          @Override
          public void run(Task task, int chunks) {}

          @Override
          public int threads() {
            return 1;
          }

          @Override
          public void close() {
            closed.add(name);
          }
        };
    assertThrows(UserError.class, () -> open(name, workers).close());
    assertEquals(List.of(name), closed);
  }

  private static AutoCloseable open(String name, Workers workers) {
    return name.equals("cuda")
        ? Device.named(name, workers)
        : DeviceGroup.named(name, Precision.F32, workers);
  }

  @Test
  void aStep() throws InterruptedException {
    grow(TinyStep.of("cuda", 8));
  }

  /** Room between what stays: a device maps its memory to any addresses. */
  @Test
  void aStepWhereThereAreHoles() throws InterruptedException {
    Accelerator device = FakeDriver.tiers().accelerator();
    MemorySegment hole = device.allocate(1 << 20);
    MemorySegment after = device.allocate(1 << 20);
    device.free(hole);
    try {
      grow(TinyStep.of("cuda", 8));
    } finally {
      device.free(after);
    }
  }

  /** What the other had taken is given back too. */
  @Test
  void aStepOnTwoDevicesOfWhichOneIsFull() throws InterruptedException {
    Accelerator second = Tiers.of("cuda", 1).accelerator();
    MemorySegment taken = second.allocate(1 << 11);
    try {
      grow(TinyStep.of("cuda:0,1", 8));
    } finally {
      second.free(taken);
    }
  }
}
