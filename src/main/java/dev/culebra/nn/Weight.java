package dev.culebra.nn;

import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/** The weight of a layer: a parameter, or something made of parameters. */
@FunctionalInterface
interface Weight {
  /** The weight as an operand. */
  Tensor tensor();

  /**
   * A weight as its layer describes it.
   *
   * @param layer path of the layer; the weight is called {@code weight}
   * @param type the engine's type, whose last axis is the first in files
   * @param layout the whole weight in files
   * @param first one number for each place of the first axis in files
   * @param matrix what spectral norm sees
   */
  record Description(
      String layer,
      TensorType type,
      FileLayout layout,
      FileLayout first,
      Matrix matrix,
      Initializer initializer) {}

  /**
   * A weight as a matrix.
   *
   * @param rows one number for each row in files
   * @param columns one number for each column in files
   * @param swapped whether rows are the second axis in files, which is the engine's last but one;
   *     else the first
   */
  record Matrix(FileLayout rows, FileLayout columns, boolean swapped) {}

  /** A weight whose parameters become those of its layer. */
  static Weight of(WeightForm form, Module owner, Description description) {
    return switch (form) {
      case PLAIN -> plain(owner, description)::tensor;
      case WEIGHT_NORM -> owner.part(new WeightNorm(description));
      case SPECTRAL_NORM -> owner.part(new SpectralNorm(description));
    };
  }

  private static Parameter plain(Module owner, Description of) {
    return owner.parameter(
        new Parameter(of.layer() + ".weight", of.type(), of.layout(), of.initializer(), true));
  }
}
