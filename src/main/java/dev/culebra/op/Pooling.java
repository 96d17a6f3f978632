package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/** The checks that poolings share. */
final class Pooling {
  private Pooling() {}

  /** An image of rank 4, a kernel that fits, padding of at most half the kernel. */
  static void check(String op, TensorType type, int height, int width, Window2d window) {
    require(type.shape().rank() == 4, op, "needs [N,H,W,C]", type);
    require(height >= 1 && width >= 1, op, "kernel " + height + "x" + width + " is empty", type);
    int vertical = Math.max(window.top(), window.bottom());
    int horizontal = Math.max(window.left(), window.right());
    require(
        2 * vertical <= height && 2 * horizontal <= width,
        op,
        "padding exceeds half the kernel " + height + "x" + width,
        type);
    Shape shape = type.shape();
    require(
        window.outputHeight(shape.size(1), height) >= 1
            && window.outputWidth(shape.size(2), width) >= 1,
        op,
        "the kernel is larger than the padded image",
        type);
  }

  private static void require(boolean holds, String op, String fact, TensorType type) {
    if (!holds) {
      throw new OpException(op, fact + ": " + type);
    }
  }
}
