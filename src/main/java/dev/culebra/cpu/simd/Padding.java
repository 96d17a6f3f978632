package dev.culebra.cpu.simd;

import dev.culebra.kernel.Operands;
import dev.culebra.op.Window2d;
import dev.culebra.par.Task;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * A copy of an image with its zero border written out. With few channels, where pieces of patches are
 * short, testing each for the border costs more than the arithmetic.
 *
 * @param input {@code [N,H,W,C]}
 * @param window whose padding is written out
 */
record Padding(Shape input, Window2d window) {
  /** Up to this many channels a copy pays. */
  private static final int CHANNELS = 8;

  /** Whether a convolution should work on a padded copy. */
  static boolean pays(Shape input, Shape weight, Window2d window) {
    return input.size(3) <= CHANNELS && weight.size(1) > 1 && window.dilationWidth() == 1;
  }

  /** The padded shape. */
  Shape padded() {
    return Shape.of(
        input.size(0),
        input.size(1) + window.top() + window.bottom(),
        input.size(2) + window.left() + window.right(),
        input.size(3));
  }

  /** The window on the padded image. */
  Window2d rest() {
    return new Window2d(
        window.strideHeight(),
        window.strideWidth(),
        0,
        0,
        0,
        0,
        window.dilationHeight(),
        window.dilationWidth());
  }

  long bytes() {
    return 4 * padded().elements();
  }

  /** Copies, an image per chunk. */
  Task task(MemorySegment image, MemorySegment to) {
    int line = input.size(2) * input.size(3);
    int left = window.left() * input.size(3);
    int right = window.right() * input.size(3);
    int high = padded().size(1);
    int paddedLine = left + line + right;
    return n -> {
      for (int row = 0; row < high; row++) {
        long at = 4L * paddedLine * ((long) n * high + row);
        int from = row - window.top();
        if (from < 0 || from >= input.size(1)) {
          GemmPacking.zero(to, at, paddedLine);
          continue;
        }
        GemmPacking.zero(to, at, left);
        GemmPacking.copy(
            image, 4L * line * ((long) n * input.size(1) + from), to, at + 4L * left, line);
        GemmPacking.zero(to, at + 4L * (left + line), right);
      }
    };
  }

  /** The part of a call's scratch memory that holds the copy, behind {@code before} bytes. */
  MemorySegment place(Operands operands, long before) {
    return operands.workspace().asSlice(before, bytes());
  }
}
