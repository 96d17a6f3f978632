package dev.culebra.harness;

import dev.culebra.bench.Benchmark;
import dev.culebra.bench.Benchmarks;
import dev.culebra.bench.ModelBenchmark;
import dev.culebra.bench.Subject;
import dev.culebra.kernel.Accelerator;
import dev.culebra.run.Tiers;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What {@code bench/gpu-check.sh} runs on a GPU, without a test launcher: {@code device}, which
 * only looks for one; {@code cases}, the tests that go through all operations; {@code losses
 * NAME...}, the first losses of training steps beside the CPU's. Exit code 0 if all agree, 1 if
 * not, 2 without a device.
 */
final class GpuCheck {
  /** Between the first losses of two devices, in parts of the CPU's. */
  private static final double CLOSE = 1e-4;

  private static final int MOST_FAILURES = 40;

  private static final PrintStream OUT = System.out;

  private GpuCheck() {}

  public static void main(String[] arguments) {
    Tiers tiers = Tiers.of("cuda");
    if (!tiers.names().contains("cuda")) {
      System.err.println("gpu-check: no CUDA device: " + tiers.refusals().get("cuda"));
      System.exit(2);
    }
    OUT.println("device: " + tiers.accelerator());
    List<String> words = List.of(arguments);
    boolean agree =
        switch (words.isEmpty() ? "" : words.getFirst()) {
          case "cases" ->
              all("cases", new CudaAgreeTest().agree(), tiers.accelerator())
                  & all("bad indices", new CudaIndexTest().refusals(), tiers.accelerator());
          case "device" -> true;
          case "losses" -> losses(words.subList(1, words.size()));
          default ->
              throw new IllegalArgumentException("device, cases, or losses NAME...; not " + words);
        };
    System.exit(agree ? 0 : 1);
  }

  private static boolean all(String what, Stream<DynamicTest> tests, Accelerator device) {
    List<DynamicTest> list = tests.toList();
    List<String> failures = new ArrayList<>();
    int run = 0;
    for (DynamicTest test : list) {
      run++;
      try {
        test.getExecutable().execute();
      } catch (Throwable failure) {
        failures.add(test.getDisplayName() + ": " + failure);
        if (isLost(device)) {
          failures.add("the device answers no more; what follows was not run");
          break;
        }
      }
    }
    failures.stream().limit(MOST_FAILURES).forEach(failure -> OUT.println("FAILED " + failure));
    OUT.printf("%s: %d, run %d, failed %d%n", what, list.size(), run, failures.size());
    return failures.isEmpty();
  }

  /** After an access outside of its memory a context refuses everything. */
  private static boolean isLost(Accelerator device) {
    try {
      device.free(device.allocate(1));
      return false;
    } catch (RuntimeException refused) {
      return true;
    }
  }

  private static boolean losses(List<String> names) {
    boolean agree = true;
    for (String name : names) {
      List<Double> cpu = losses(Benchmarks.find(name));
      List<Double> cuda = losses(onDevice(name));
      boolean same = cuda.equals(losses(onDevice(name)));
      double largest = 0;
      for (int step = 0; step < cpu.size(); step++) {
        largest = Math.max(largest, Math.abs(cuda.get(step) / cpu.get(step) - 1));
      }
      OUT.println(name + ": losses on the CPU " + cpu);
      OUT.println(name + ": losses on the device " + cuda);
      OUT.printf(
          "%s: largest relative difference %.2e, %.0e allowed; a second run %s%n",
          name, largest, CLOSE, same ? "gives the same bits" : "DIFFERS");
      agree &= same && largest <= CLOSE;
    }
    return agree;
  }

  private static ModelBenchmark onDevice(String name) {
    return Benchmarks.steps("cuda").stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Double> losses(Benchmark benchmark) {
    try (Subject subject = benchmark.open(1)) {
      return subject.check().values();
    }
  }
}
