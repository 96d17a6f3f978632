package dev.culebra.model;

import dev.culebra.op.Fill;
import dev.culebra.op.GreaterEqual;
import dev.culebra.op.Less;
import dev.culebra.op.Select;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/**
 * Which pixels are known where rectangles are missing: {@code [N,H,W,1]}, 1 if known, else 0.
 *
 * @param image shape of an image, {@code [H,W,C]}
 * @param count how many are missing; they may overlap
 * @param longest side of a rectangle in parts of the image's; the sides are drawn from half of it
 */
record RandomRectangles(Shape image, int count, double longest) {
  /** Rectangles of any place; their draws are named {@code rectangle0} and so on. */
  Tensor known(int samples, Rng rng) {
    Tensor known = null;
    for (int i = 0; i < count; i++) {
      Tensor outside = known(rng.uniform("rectangle" + i, Shape.of(samples, 4)));
      known = known == null ? outside : known.multiply(outside);
    }
    return known;
  }

  /** One rectangle of the longest sides in the middle. */
  Tensor knownAroundTheMiddle(int samples) {
    return known(Tensor.of(Shape.of(1, 4), 1, 1, 0.5f, 0.5f).broadcast(samples, 4));
  }

  /** {@code [N,4]}: height and width, then top and left, each from 0 for the least to 1. */
  private Tensor known(Tensor places) {
    Tensor rows = inside(1, places.slice(1, 0, 1), places.slice(1, 2, 3));
    Tensor columns = inside(2, places.slice(1, 1, 2), places.slice(1, 3, 4));
    return rows.multiply(columns).affine(-1, 1);
  }

  /**
   * 1 where a pixel's centre is between the ends along an axis, {@code [N,H,1,1]} or {@code
   * [N,1,W,1]}.
   */
  private Tensor inside(int axis, Tensor extent, Tensor place) {
    int size = image.size(axis - 1);
    int samples = extent.size(0);
    Tensor length = extent.affine(size * longest / 2, size * longest / 2);
    Tensor begin = length.affine(-1, size).multiply(place);
    float[] centres = new float[size];
    for (int i = 0; i < size; i++) {
      centres[i] = i + 0.5f;
    }
    Tensor axisCentres = Tensor.of(Shape.of(1, 1, 1, 1).with(axis, size), centres);
    return Tensor.apply(
        values -> {
          var one = Fill.of(TensorType.of(DType.F32), 1);
          var zero = Fill.of(TensorType.of(DType.F32), 0);
          var after = Select.of(GreaterEqual.of(values[0], values[1]), one, zero);
          return Select.of(Less.of(values[0], values[2]), after, zero);
        },
        axisCentres,
        begin.reshape(samples, 1, 1, 1),
        begin.add(length).reshape(samples, 1, 1, 1));
  }
}
