package dev.culebra.nn;

import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;

/** Parameters of normalization layers. */
final class Norms {
  private Norms() {}

  /** A parameter of one number throughout, in the same order in files. */
  static Parameter row(Module owner, String name, TensorType type, float start, boolean trainable) {
    return owner.parameter(
        new Parameter(
            name, type, FileLayout.same(type.shape()), Initializer.constant(start), trainable));
  }

  /**
   * As {@link #row} for {@code [features]} or an image {@code [H,W,C]}, in files channels-first.
   */
  static Parameter features(Module owner, String name, Shape shape, float start) {
    FileLayout layout =
        shape.rank() == 3
            ? FileLayout.permuted(Shape.of(shape.size(2), shape.size(0), shape.size(1)), 1, 2, 0)
            : FileLayout.same(shape);
    return owner.parameter(
        new Parameter(
            name, TensorType.f32(shape.sizes()), layout, Initializer.constant(start), true));
  }
}
