package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import java.lang.foreign.StructLayout;
import java.util.function.BiConsumer;

/**
 * One launch of a kernel of {@code cuda-kernels/} that counts its blocks itself.
 *
 * @param image file of the kernel
 * @param name of the kernel
 * @param layout of its argument block
 * @param blocks of threads; none, and nothing is launched
 * @param threads of a block
 * @param workspaceBytes of the operation, which may go on from kernel to kernel
 * @param fill writes the argument block of a call
 */
record CudaGrid(
    String image,
    String name,
    StructLayout layout,
    long blocks,
    int threads,
    long workspaceBytes,
    BiConsumer<Block, Operands> fill)
    implements Kernel {
  @Override
  public Call bind(Operands operands) {
    if (blocks == 0) {
      return () -> {};
    }
    Block block = new Block(layout);
    fill.accept(block, operands);
    return CudaFunction.of(image, name).launch(block, Math.toIntExact(blocks), threads);
  }
}
