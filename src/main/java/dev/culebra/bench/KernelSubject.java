package dev.culebra.bench;

import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.run.Tiers;
import java.util.List;

/** A kernel on the fastest tiers, checked against the reference. */
final class KernelSubject implements Subject {
  private final KernelBenchmark benchmark;
  private final Kernel kernel;
  private final Device device;
  private final KernelRun run;

  KernelSubject(KernelBenchmark benchmark, int threads) {
    this.benchmark = benchmark;
    kernel = benchmark.ofRows().apply(benchmark.rows());
    device = Device.cpu(Workers.of(threads));
    run = new KernelRun(kernel, device);
  }

  @Override
  public void run() {
    run.run();
  }

  @Override
  public Findings check() {
    Kernel checked = benchmark.ofRows().apply(benchmark.checkedRows());
    try (Device reference = Device.of(Tiers.of("cpu").only("ref"), Workers.caller());
        KernelRun expected = new KernelRun(checked, reference)) {
      double largest = expected.largestInput();
      expected.run();
      if (kernel.byRow()) {
        run.run();
        return compare(expected.outputs(), run.outputs(), largest);
      }
      try (KernelRun actual = new KernelRun(checked, device)) {
        actual.run();
        return compare(expected.outputs(), actual.outputs(), largest);
      }
    }
  }

  /** As many elements as are expected; the rest belongs to rows that are not checked. */
  private Findings compare(List<float[]> expected, List<float[]> actual, double largestInput) {
    double error = 0;
    for (int output = 0; output < expected.size(); output++) {
      float[] want = expected.get(output);
      float[] got = actual.get(output);
      double largest = 1e-30;
      for (float value : want) {
        largest = Math.max(largest, Math.abs(value));
      }
      double bound = Math.max(largestInput, largest) * Math.sqrt(kernel.terms());
      for (int i = 0; i < want.length; i++) {
        if (!kernel.tolerance().accepts(got[i], want[i], bound)) {
          throw new WrongResult(
              "output %d, element %d is %s, reference %s".formatted(output, i, got[i], want[i]));
        }
        error = Math.max(error, Math.abs((double) got[i] - want[i]) / largest);
      }
    }
    return new Findings(error, List.of());
  }

  @Override
  public void close() {
    run.close();
    device.close();
  }
}
