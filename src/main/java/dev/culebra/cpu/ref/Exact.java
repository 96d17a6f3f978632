package dev.culebra.cpu.ref;

/** The functions in float64, for gradient checks, where the JDK has none. */
final class Exact {
  /** erf is 1 in float64 from here on. */
  private static final double SATURATED = 6;

  private Exact() {}

  static double sigmoid(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  /**
   * {@code 2/√π·e^(−x²)·Σ 2ⁿ·x^(2n+1)/(1·3·…·(2n+1))}: terms of one sign, so nothing cancels
   * (Abramowitz and Stegun 7.1.6).
   */
  static double erf(double x) {
    if (Math.abs(x) > SATURATED) {
      return Math.signum(x);
    }
    double term = x;
    double total = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
      term *= 2 * x * x / (2 * n + 1);
      total += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * total;
  }
}
