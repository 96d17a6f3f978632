package dev.culebra.model;

import dev.culebra.tensor.Tensor;

/** A model that tells which kind each pixel is of. */
public interface Segmenter extends Model {
  /** Number of kinds K; 0 is the background. */
  int kinds();

  /** Probabilities: {@code [N,H,W,C] -> [N,H,W,K]}. */
  Tensor segment(Tensor samples);
}
