package dev.culebra.cuda;

import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;
import java.util.function.BiConsumer;

/**
 * {@code cuda-kernels/team.cuh}: lines of elements along an axis, and how many threads share one.
 *
 * @param lines how many
 * @param count elements of each
 * @param stride from one element to the next; so many lines begin beside each other
 */
record Lines(long lines, long count, long stride) {
  private static final int WARP = 32;

  /** Up to so many elements beside each other a thread is as fast as a warp. */
  private static final int FEW = 8;

  /** Up to so many elements a warp is as fast as a block. */
  private static final int MANY = 512;

  /** From so many lines on a thread for each of them fills a device. */
  private static final int MANY_LINES = 1 << 14;

  static Lines along(Shape shape, int axis) {
    long stride = shape.range(axis + 1, shape.rank()).elements();
    return new Lines(shape.range(0, axis).elements() * stride, shape.size(axis), stride);
  }

  /** The samples of a batch, each one line. */
  static Lines ofSamples(Shape shape) {
    return new Lines(shape.size(0), shape.range(1, shape.rank()).elements(), 1);
  }

  /** Threads with lines beside each other read beside each other, so they need no help. */
  private int team() {
    boolean alone = stride == 1 ? count <= FEW : count <= WARP || lines >= MANY_LINES;
    return alone ? 1 : count <= MANY ? WARP : CudaKernel.THREADS;
  }

  /**
   * A kernel of which there is one for each size of team, whose block has the fields {@code lines}
   * and {@code count}.
   */
  CudaKernel kernel(
      String image,
      String name,
      StructLayout layout,
      CudaKernel.InPlace inPlace,
      BiConsumer<Block, Operands> fill) {
    return new CudaKernel(
        image,
        name + "_" + team(),
        layout,
        lines * team(),
        inPlace,
        fill.andThen((block, _) -> block.set("lines", lines).set("count", count)));
  }
}
