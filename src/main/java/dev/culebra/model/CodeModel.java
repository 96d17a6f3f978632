package dev.culebra.model;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/**
 * A model that writes a sample down as codes of a codebook. Its continuous latents are the vectors
 * before they are replaced by the nearest codes, which is the first thing that {@link #decode}
 * does; so latents can be interpolated, and reconstructions are those of the codes.
 */
public interface CodeModel extends LatentModel {
  /** K, the size of the codebook. */
  int codebook();

  /** Shape of the codes of one sample, {@code [h,w]} for images. */
  Shape codes();

  /** {@code [N,H,W,C] -> i32[N,h,w]}, from 0 to before K. */
  Tensor quantize(Tensor samples);

  /** {@code i32[N,h,w] -> [N,H,W,C]}. */
  Tensor decodeCodes(Tensor codes);

  @Override
  default Tensor reconstruct(Tensor samples) {
    return decodeCodes(quantize(samples));
  }
}
