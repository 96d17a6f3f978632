package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import java.util.function.BiConsumer;

/**
 * A kernel in C: {@code fill} writes the operands and attributes into the block, once.
 *
 * @param function what is called
 * @param elements how many elements the function goes through
 * @param old for each output the input that it may lie on; empty if none may
 * @param fill writes the argument block of a call
 */
record NativeKernel(
    NativeFunction function, long elements, int[] old, BiConsumer<Block, Operands> fill)
    implements Kernel {

  /** The kernel, or why this machine's library does not have it. */
  Choice orRefusal() {
    return function.refusal() == null ? this : Choice.refuse(function.refusal());
  }

  @Override
  public Call bind(Operands operands) {
    Block block = new Block(function.block());
    fill.accept(block, operands);
    return new NativeCall(function, block.segment(), elements, operands);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return old.length > 0 && old[output] == input;
  }
}
