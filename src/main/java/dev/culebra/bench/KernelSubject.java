package dev.culebra.bench;

import dev.culebra.files.UserError;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
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

  /** On a device with memory of its own, from the first call on; else null. */
  private Accelerator.Recording recording;

  KernelSubject(KernelBenchmark benchmark, int threads) {
    this.benchmark = benchmark;
    kernel = benchmark.ofRows().apply(benchmark.rows());
    device = Device.named(benchmark.device(), benchmark.precision(), Workers.of(threads));
    try {
      run = new KernelRun(kernel, device, benchmark.precision());
    } catch (OpException | UserError missing) {
      device.close();
      throw new Side.Skipped(missing.getMessage());
    }
  }

  /** On a device with memory of its own the kernels alone: what they read is there. */
  @Override
  public void run() {
    if (device.ahead() == 0) {
      run.run();
      return;
    }
    if (recording == null) {
      run.run();
      recording = run.recorded();
    }
    recording.begin();
  }

  @Override
  public void finish() {
    if (recording != null) {
      device.tiers().accelerator().run(List.of());
    }
  }

  @Override
  public Findings check() {
    Kernel checked = benchmark.ofRows().apply(benchmark.checkedRows());
    Precision precision = benchmark.precision();
    // The reference needs no TF32: what it is given then is as short.
    Precision known = precision == Precision.TF32 ? Precision.F32 : precision;
    try (Device reference = Device.of(Tiers.of("cpu").only("ref").at(known), Workers.caller());
        KernelRun expected = new KernelRun(checked, reference, precision)) {
      double largest = expected.largestInput();
      expected.run();
      if (kernel.byRow()) {
        run.run();
        return compare(expected.outputs(), run.outputs(), largest);
      }
      try (KernelRun actual = new KernelRun(checked, device, precision)) {
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
    if (recording != null) {
      recording.close();
    }
    run.close();
    device.close();
  }
}
