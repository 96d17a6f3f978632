package dev.culebra.harness;

import dev.culebra.bench.GpuGaps;
import dev.culebra.bench.ModelBenchmark;
import dev.culebra.bench.Subject;
import dev.culebra.kernel.Precision;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;

/**
 * The first losses of training steps, from the same weights and noise, on one device and another.
 */
final class GpuSteps {
  /** Between losses in float32, in parts of those expected. */
  private static final double CLOSE = 1e-4;

  /**
   * In TF32 beside the CPU's float32: each operand of a product is off by 2^-11 at most. In
   * bfloat16 a sum in another order makes operands round to the neighbour, 2^-8 away; so few that
   * it is less.
   */
  private static final double SHORT = 0x1p-10;

  private GpuSteps() {}

  /**
   * Compares with the CPU in every precision of the device, and one run with the next bit by bit.
   */
  static boolean likeTheCpu(List<String> names, Collection<Precision> precisions, PrintStream out) {
    boolean agree = true;
    for (String name : names) {
      for (Precision precision : precisions) {
        Precision there = precision == Precision.TF32 ? Precision.F32 : precision;
        List<Double> cpu = losses(name, "cpu", there);
        List<Double> cuda = losses(name, "cuda", precision);
        boolean isSame = cuda.equals(losses(name, "cuda", precision));
        String title = name + " in " + precision.label();
        String expected = "the CPU's in " + there.label();
        double allowed = precision == Precision.F32 ? CLOSE : SHORT;
        agree &= isClose(title, cuda, expected, cpu, allowed, out) & isSame;
        out.println(title + ": a second run " + (isSame ? "gives the same bits" : "DIFFERS"));
      }
    }
    return agree;
  }

  /** Compares two devices with one, in float32. */
  static boolean likeOneDevice(List<String> names, PrintStream out) {
    boolean agree = true;
    for (String name : names) {
      List<Double> one = losses(name, "cuda", Precision.F32);
      List<Double> two = losses(name, "cuda:0,1", Precision.F32);
      agree &= isClose(name + " on two devices", two, "one device's", one, CLOSE, out);
    }
    return agree;
  }

  private static boolean isClose(
      String title,
      List<Double> actual,
      String whose,
      List<Double> expected,
      double allowed,
      PrintStream out) {
    double largest = 0;
    for (int step = 0; step < expected.size(); step++) {
      double difference = Math.abs(actual.get(step) / expected.get(step) - 1);
      largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
    }
    boolean isClose = largest <= allowed;
    out.println(title + ": losses " + actual);
    out.println(title + ": " + whose + " " + expected);
    out.printf(
        "%s: largest relative difference %.2e, %.0e allowed%s%n",
        title, largest, allowed, isClose ? "" : ": TOO FAR");
    return isClose;
  }

  private static List<Double> losses(String name, String device, Precision precision) {
    ModelBenchmark benchmark = GpuGaps.step(name, device, precision);
    try (Subject subject = benchmark.open(1)) {
      return subject.check().values();
    }
  }
}
