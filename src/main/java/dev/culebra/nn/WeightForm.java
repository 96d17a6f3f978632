package dev.culebra.nn;

/** How a layer's weight is made of parameters. */
public enum WeightForm {
  /** A parameter of its own. */
  PLAIN,
  /**
   * A length for each output apart from its direction (Salimans and Kingma 2016), as PyTorch's
   * {@code weight_norm} parametrization.
   */
  WEIGHT_NORM,
  /**
   * Divided by its largest singular value (Miyato et al. 2018), as PyTorch's {@code spectral_norm}
   * parametrization.
   */
  SPECTRAL_NORM
}
