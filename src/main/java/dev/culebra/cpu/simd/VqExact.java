package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * The arithmetic that decides which code is nearest, as {@code op.VqNearest} writes it down: in
 * double, in eight partial sums. Eight sums also keep the adders busy, whose latency one would wait
 * for. Offsets are bytes.
 */
final class VqExact {
  private VqExact() {}

  static double distance(
      boolean cosine, MemorySegment x, long xAt, MemorySegment c, long cAt, int depth) {
    if (!cosine) {
      return squaredDifferences(x, xAt, c, cAt, depth);
    }
    double lengths = products(x, xAt, x, xAt, depth) * products(c, cAt, c, cAt, depth);
    return 2 - 2 * (lengths == 0 ? 0 : products(x, xAt, c, cAt, depth) / Math.sqrt(lengths));
  }

  static double products(MemorySegment x, long xAt, MemorySegment c, long cAt, int depth) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = depth & -8;
    for (int j = 0; j < whole; j += 8) {
      s0 += product(x, xAt, c, cAt, j);
      s1 += product(x, xAt, c, cAt, j + 1);
      s2 += product(x, xAt, c, cAt, j + 2);
      s3 += product(x, xAt, c, cAt, j + 3);
      s4 += product(x, xAt, c, cAt, j + 4);
      s5 += product(x, xAt, c, cAt, j + 5);
      s6 += product(x, xAt, c, cAt, j + 6);
      s7 += product(x, xAt, c, cAt, j + 7);
    }
    s0 += whole < depth ? product(x, xAt, c, cAt, whole) : 0;
    s1 += whole + 1 < depth ? product(x, xAt, c, cAt, whole + 1) : 0;
    s2 += whole + 2 < depth ? product(x, xAt, c, cAt, whole + 2) : 0;
    s3 += whole + 3 < depth ? product(x, xAt, c, cAt, whole + 3) : 0;
    s4 += whole + 4 < depth ? product(x, xAt, c, cAt, whole + 4) : 0;
    s5 += whole + 5 < depth ? product(x, xAt, c, cAt, whole + 5) : 0;
    s6 += whole + 6 < depth ? product(x, xAt, c, cAt, whole + 6) : 0;
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  private static double squaredDifferences(
      MemorySegment x, long xAt, MemorySegment c, long cAt, int depth) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = depth & -8;
    for (int j = 0; j < whole; j += 8) {
      s0 += square(x, xAt, c, cAt, j);
      s1 += square(x, xAt, c, cAt, j + 1);
      s2 += square(x, xAt, c, cAt, j + 2);
      s3 += square(x, xAt, c, cAt, j + 3);
      s4 += square(x, xAt, c, cAt, j + 4);
      s5 += square(x, xAt, c, cAt, j + 5);
      s6 += square(x, xAt, c, cAt, j + 6);
      s7 += square(x, xAt, c, cAt, j + 7);
    }
    s0 += whole < depth ? square(x, xAt, c, cAt, whole) : 0;
    s1 += whole + 1 < depth ? square(x, xAt, c, cAt, whole + 1) : 0;
    s2 += whole + 2 < depth ? square(x, xAt, c, cAt, whole + 2) : 0;
    s3 += whole + 3 < depth ? square(x, xAt, c, cAt, whole + 3) : 0;
    s4 += whole + 4 < depth ? square(x, xAt, c, cAt, whole + 4) : 0;
    s5 += whole + 5 < depth ? square(x, xAt, c, cAt, whole + 5) : 0;
    s6 += whole + 6 < depth ? square(x, xAt, c, cAt, whole + 6) : 0;
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }

  private static double product(MemorySegment x, long xAt, MemorySegment c, long cAt, int j) {
    return (double) x.get(FLOAT, xAt + 4L * j) * c.get(FLOAT, cAt + 4L * j);
  }

  private static double square(MemorySegment x, long xAt, MemorySegment c, long cAt, int j) {
    double difference = (double) x.get(FLOAT, xAt + 4L * j) - c.get(FLOAT, cAt + 4L * j);
    return difference * difference;
  }
}
