package dev.culebra.model;

/** A model whose {@link #reconstruct} may have been trained to remove Gaussian noise. */
public interface Denoiser extends Reconstructor {
  /** A typical standard deviation of the noise that it removes; 0 if it removes none. */
  double noiseLevel();
}
