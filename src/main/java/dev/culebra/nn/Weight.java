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
   * @param type the engine's type, whose last axis is that of the outputs
   * @param layout the whole weight in files
   * @param inputs what belongs to one output, as a vector, in files
   * @param outputs one number for each output in files
   */
  record Description(
      String layer,
      TensorType type,
      FileLayout layout,
      FileLayout inputs,
      FileLayout outputs,
      Initializer initializer) {
    int outputCount() {
      return type.shape().size(-1);
    }

    int inputCount() {
      return Math.toIntExact(type.elements() / outputCount());
    }
  }

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
