package dev.culebra.harness;

import java.util.SplittableRandom;

/** The tests' seed: random, printed once, and settable by {@code -Dculebra.seed=N}. */
public final class Seed {
  public static final long VALUE =
      Long.getLong("culebra.seed", new SplittableRandom().nextInt(1 << 30));

  static {
    System.out.println("culebra.seed=" + VALUE);
  }

  private Seed() {}

  /** A generator that depends on the seed and on a test's name. */
  public static SplittableRandom random(String name) {
    return new SplittableRandom(VALUE * 31 + name.hashCode());
  }
}
