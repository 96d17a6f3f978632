package dev.culebra.model;

import dev.culebra.tensor.Tensor;

/** A model that gives back what it is given: as it was, or repaired. */
public interface Reconstructor extends Model {
  /** {@code [N,H,W,C] -> [N,H,W,C]}, without random draws. */
  Tensor reconstruct(Tensor samples);
}
