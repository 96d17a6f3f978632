package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/**
 * A pooling's windows over {@code [N,H,W,C]}.
 *
 * @param rows along H
 * @param columns along W
 */
record Pooling(PoolAxis rows, PoolAxis columns) {
  /**
   * @param op name for messages
   * @throws OpException unless there are windows, each of which sees a pixel
   */
  static Pooling of(
      String op, TensorType type, int height, int width, Window2d window, Rounding rounding) {
    Shape shape = type.shape();
    require(shape.rank() == 4, op, "needs [N,H,W,C]", type);
    return of(op, type, shape.size(1), shape.size(2), height, width, window, rounding);
  }

  /** Over sequences {@code [N,L,C]}, as images of one row. */
  static Pooling of(String op, TensorType type, int kernel, Window1d window, Rounding rounding) {
    Shape shape = type.shape();
    require(shape.rank() == 3, op, "needs [N,L,C]", type);
    return of(op, type, 1, shape.size(1), 1, kernel, window.plane(), rounding);
  }

  private static Pooling of(
      String op,
      TensorType type,
      int imageHeight,
      int imageWidth,
      int height,
      int width,
      Window2d window,
      Rounding rounding) {
    String kernel = height + "x" + width;
    require(height >= 1 && width >= 1, op, "kernel " + kernel + " is empty", type);
    PoolAxis rows = PoolAxis.rows(imageHeight, height, window, rounding);
    PoolAxis columns = PoolAxis.columns(imageWidth, width, window, rounding);
    require(
        rows.windows() >= 1 && columns.windows() >= 1,
        op,
        "the kernel is larger than the padded image",
        type);
    require(
        rows.seesElements() && columns.seesElements(),
        op,
        "a window of " + kernel + " sees only padding",
        type);
    return new Pooling(rows, columns);
  }

  /** The same windows, all of which fit into the padding. */
  Window2d reaching(Window2d window) {
    return new Window2d(
        window.strideHeight(),
        window.strideWidth(),
        window.top(),
        rows.reach(),
        window.left(),
        columns.reach(),
        window.dilationHeight(),
        window.dilationWidth());
  }

  private static void require(boolean holds, String op, String fact, TensorType type) {
    if (!holds) {
      throw new OpException(op, fact + ": " + type);
    }
  }
}
