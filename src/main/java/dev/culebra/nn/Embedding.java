package dev.culebra.nn;

import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * A table of vectors by number, {@code i32[…] -> […,width]}: {@code weight[count,width]}, standard
 * normal at first. A number outside the table is an error when the step runs.
 */
public final class Embedding extends Module implements Layer {
  private final Parameter weight;

  /**
   * @param path name of the layer in the model
   * @param count vectors
   * @param width length of each
   */
  public Embedding(String path, int count, int width) {
    weight =
        parameter(
            new Parameter(
                path + ".weight", TensorType.f32(count, width), Initializer.normal(1), true));
  }

  @Override
  public Tensor apply(Tensor numbers) {
    return Tensor.apply(new dev.culebra.op.Embedding(), weight.tensor(), numbers);
  }
}
