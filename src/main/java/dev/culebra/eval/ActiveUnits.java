package dev.culebra.eval;

/**
 * How many latents of a variational autoencoder are used: those whose posterior mean varies over
 * the data by more than 0.01 (Burda, Grosse, Salakhutdinov 2016, "Importance weighted
 * autoencoders").
 */
public final class ActiveUnits {
  /** The variance from which on a latent counts as used. */
  public static final double THRESHOLD = 0.01;

  private ActiveUnits() {}

  /**
   * The variances, over n, of each latent's posterior mean.
   *
   * @param means row-major {@code [count,latents]}, at least one row
   */
  public static double[] variances(float[] means, int latents) {
    if (latents < 1 || means.length == 0 || means.length % latents != 0) {
      throw new IllegalArgumentException(
          "[active_units] %d numbers are no rows of %d latents".formatted(means.length, latents));
    }
    int count = means.length / latents;
    double[] variances = new double[latents];
    for (int latent = 0; latent < latents; latent++) {
      double mean = 0;
      for (int row = 0; row < count; row++) {
        mean += means[row * latents + latent];
      }
      mean /= count;
      for (int row = 0; row < count; row++) {
        double distance = means[row * latents + latent] - mean;
        variances[latent] += distance * distance / count;
      }
    }
    return variances;
  }

  /** How many variances are above {@link #THRESHOLD}; means as {@link #variances} takes them. */
  public static int count(float[] means, int latents) {
    int active = 0;
    for (double variance : variances(means, latents)) {
      active += variance > THRESHOLD ? 1 : 0;
    }
    return active;
  }
}
