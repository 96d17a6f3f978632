package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.ManyTensors;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.par.ManyArrays;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An update of many tensors in C, in place: an argument block for each of them.
 *
 * @param function what is called, element by element
 * @param fill writes the argument block of one tensor from its operands
 */
record NativeUpdate(NativeFunction function, ManyTensors tensors, BiConsumer<Block, Operands> fill)
    implements Kernel {
  @Override
  public Call bind(Operands operands) {
    MemorySegment[] blocks = new MemorySegment[tensors.count()];
    for (int tensor = 0; tensor < blocks.length; tensor++) {
      Block block = new Block(function.block());
      fill.accept(block, tensors.one(tensor, operands));
      blocks[tensor] = block.segment();
    }
    long[] elements = tensors.types().stream().mapToLong(TensorType::elements).toArray();
    Stage stage = Stage.elements(function, blocks, ManyArrays.of(elements));
    return new NativeCall(function.name(), List.of(stage), operands);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return tensors.previous(output) == input;
  }
}
