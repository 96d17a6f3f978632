package dev.culebra.math;

/**
 * Standard Gumbel numbers, {@code −log(−log u)}, from the uniform numbers of {@link Philox}. Since
 * u keeps {@code 2^-24} from both ends, they lie in [-2.812, 16.64] and never are infinite.
 */
public final class Gumbel {
  private Gumbel() {}

  /** The Gumbel number of one element. */
  public static float draw(long seed, int step, int stream, long element) {
    return of(Philox.uniform(seed, step, stream, element));
  }

  /** The Gumbel number of a uniform number of {@link Philox#uniform(int)}. */
  public static float of(float uniform) {
    return -Log.ofNormal(-Log.ofNormal(uniform));
  }
}
