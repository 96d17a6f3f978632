package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A kernel in C that takes several stages, one after another, each cut into chunks of its own kind.
 *
 * @param name of the operation, for messages
 * @param parts the stages in their order
 * @param workspaceBytes scratch memory of the stages together
 */
record NativeStages(String name, List<? extends Part> parts, long workspaceBytes)
    implements Kernel {
  /** A stage before its operands are known. */
  @FunctionalInterface
  interface Part {
    Stage bind(Operands operands);
  }

  /**
   * A stage whose chunks share an argument block.
   *
   * @param function what is called
   * @param items what it goes through
   * @param each items of a chunk
   * @param fill writes the argument block
   */
  record Grid(NativeFunction function, long items, long each, BiConsumer<Block, Operands> fill)
      implements Part {
    /** Of items that are chunks already: tiles, rows of tiles. */
    Grid(NativeFunction function, int chunks, BiConsumer<Block, Operands> fill) {
      this(function, chunks, 1, fill);
    }

    @Override
    public Stage bind(Operands operands) {
      Block block = new Block(function.block());
      fill.accept(block, operands);
      return Stage.grid(function, block.segment(), items, each);
    }
  }

  @Override
  public Call bind(Operands operands) {
    List<Stage> stages = parts.stream().<Stage>map(part -> part.bind(operands)).toList();
    return new NativeCall(name, stages, operands);
  }
}
