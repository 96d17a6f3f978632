package dev.culebra.kernel;

/**
 * How far a kernel may lie from the reference. A family belongs to an operation, never to a test.
 *
 * <p>An element passes if {@code |actual − expected| <= ulps·ulp(expected) + scale·bound}, where
 * {@code bound} is the largest magnitude among inputs and expected outputs (where terms cancel,
 * rounding goes with the terms) times √(terms summed).
 */
public enum Tolerance {
  /** Same bytes: copies, selections, integer work and random draws. */
  EXACT(0, 0),
  /** Each element by itself through the shared polynomials: at most 2 ULP. */
  ELEMENTWISE(2, 0),
  /** Sums in another order, or in float32 instead of double. */
  REDUCTION(8, 4e-7),
  /** Transformed arithmetic (Winograd), which loses digits by design. */
  LOSSY(0, 2e-2);

  private final double ulps;
  private final double scale;

  Tolerance(double ulps, double scale) {
    this.ulps = ulps;
    this.scale = scale;
  }

  /**
   * Whether a float32 result is close enough.
   *
   * @param bound largest magnitude among the expected values and partial sums
   */
  public boolean accepts(float actual, float expected, double bound) {
    if (Float.floatToIntBits(actual) == Float.floatToIntBits(expected)) {
      return true;
    }
    if (!Float.isFinite(actual) || !Float.isFinite(expected)) {
      return false;
    }
    double error = Math.abs((double) actual - expected);
    return error <= ulps * Math.ulp(expected) + scale * bound;
  }
}
