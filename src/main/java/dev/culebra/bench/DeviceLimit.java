package dev.culebra.bench;

import dev.culebra.files.UserError;
import dev.culebra.kernel.Accelerator;
import dev.culebra.kernel.Precision;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a device with memory of its own allows, measured there: a copy of as many bytes as the work
 * moves, half of them read and half written, or a square matrix product of the vendor's library.
 */
final class DeviceLimit {
  /** Rows of a product that leaves no multiprocessor idle, and that rounding takes little of. */
  private static final int SIDE = 8192;

  /** Operations below which a device is not filled, so that nothing of the kind is its limit. */
  private static final double LEAST_FLOPS = 2e9;

  private DeviceLimit() {}

  /**
   * The limit of some work; null where no single one applies.
   *
   * @throws Side.Skipped if the device lacks memory for it
   */
  static Limit of(Work work, String device, Precision precision) {
    return switch (work.unit()) {
      case FLOPS -> work.amount() < LEAST_FLOPS ? null : product(SIDE, device, precision);
      case BYTES -> copy(work, device);
      case SAMPLES -> null;
    };
  }

  static Limit product(int side, String name, Precision precision) {
    Device device = named(name, precision);
    KernelRun run =
        or(() -> new KernelRun(MatrixKernels.square(side), device, precision), device::close);
    run.run();
    Accelerator.Recording recording = run.recorded();
    Accelerator accelerator = device.tiers().accelerator();
    return new Limit(
        Work.flops(2.0 * side * side * side),
        "a product of %dx%dx%d in %s".formatted(side, side, side, precision.label()),
        () -> {
          recording.close();
          run.close();
          device.close();
        },
        List.of(watch(recording, accelerator)));
  }

  static Limit copy(Work work, String name) {
    Device device = named(name, Precision.F32);
    Accelerator accelerator = device.tiers().accelerator();
    long elements = Math.ceilDiv((long) work.amount(), 2 * Float.BYTES);
    MemorySegment source = or(() -> accelerator.allocate(elements * Float.BYTES), device::close);
    MemorySegment target =
        or(
            () -> accelerator.allocate(elements * Float.BYTES),
            () -> {
              accelerator.free(source);
              device.close();
            });
    Accelerator.Recording recording = accelerator.record(List.of(accelerator.copy(source, target)));
    return new Limit(
        Work.streams(1, 1, elements),
        "a copy of %d numbers".formatted(elements),
        () -> {
          recording.close();
          accelerator.free(source);
          accelerator.free(target);
          device.close();
        },
        List.of(watch(recording, accelerator)));
  }

  private static Device named(String name, Precision precision) {
    return or(() -> Device.named(name, precision, Workers.caller()), () -> {});
  }

  /** Something that takes memory; where that is missing, what was taken before is given back. */
  private static <T> T or(Supplier<T> taken, Runnable giveBack) {
    try {
      return taken.get();
    } catch (UserError full) {
      giveBack.run();
      throw new Side.Skipped(full.getMessage());
    }
  }

  private static Stopwatch watch(Accelerator.Recording recording, Accelerator accelerator) {
    return new Stopwatch(recording::begin, () -> accelerator.run(List.of()), Stopwatch.Clock.WALL);
  }
}
