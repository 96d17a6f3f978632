package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.par.ManyArrays;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A kernel in C: {@code fill} writes the operands and attributes into the block, once.
 *
 * @param function what is called
 * @param elements how many elements the function goes through
 * @param fill writes the argument block of a call
 */
record NativeKernel(NativeFunction function, long elements, BiConsumer<Block, Operands> fill)
    implements Kernel {
  @Override
  public Call bind(Operands operands) {
    Block block = new Block(function.block());
    fill.accept(block, operands);
    MemorySegment[] blocks = {block.segment()};
    Stage stage = Stage.elements(function, blocks, ManyArrays.of(elements));
    return new NativeCall(function.name(), List.of(stage), operands);
  }
}
