package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import java.lang.foreign.StructLayout;
import java.util.function.BiConsumer;

/**
 * One launch of a kernel of {@code cuda-kernels/}, in which each thread has one item of work.
 *
 * @param image file of the kernel
 * @param name of the kernel
 * @param layout of its argument block
 * @param items threads that have something to do
 * @param inPlace whether the output may lie on an input
 * @param fill writes the argument block of a call
 */
record CudaKernel(
    String image,
    String name,
    StructLayout layout,
    long items,
    InPlace inPlace,
    BiConsumer<Block, Operands> fill)
    implements Kernel {
  static final int THREADS = 256;
  static final int WARP = 32;

  /** Whether an output may be written at the address of an input. */
  @FunctionalInterface
  interface InPlace {
    InPlace NEVER = (output, input) -> false;

    boolean may(int output, int input);
  }

  /** One launch in which a block of {@link #THREADS} threads has one item of work. */
  static CudaKernel ofBlocks(
      String image,
      String name,
      StructLayout layout,
      long items,
      BiConsumer<Block, Operands> fill) {
    return new CudaKernel(image, name, layout, items * THREADS, InPlace.NEVER, fill);
  }

  /** The same with more fields of its block filled. */
  CudaKernel with(BiConsumer<Block, Operands> more) {
    return new CudaKernel(image, name, layout, items, inPlace, fill.andThen(more));
  }

  @Override
  public Call bind(Operands operands) {
    if (items == 0) {
      return () -> {};
    }
    Block block = new Block(layout);
    fill.accept(block, operands);
    int threads = (int) Math.min(THREADS, (items + WARP - 1) / WARP * WARP);
    int blocks = Math.toIntExact(Math.ceilDiv(items, threads));
    return CudaFunction.of(image, name).launch(block, blocks, threads);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return inPlace.may(output, input);
  }
}
