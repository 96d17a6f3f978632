package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A kernel in C that takes several stages, one after another over one argument block, each cut into
 * chunks of its own kind.
 *
 * @param grids the stages in their order
 * @param workspaceBytes scratch memory of the stages together
 * @param fill writes the argument block of a call
 */
record NativeStages(List<Grid> grids, long workspaceBytes, BiConsumer<Block, Operands> fill)
    implements Kernel {
  /** A function and the number of its chunks. */
  record Grid(NativeFunction function, int chunks) {}

  @Override
  public Call bind(Operands operands) {
    Block block = new Block(grids.getFirst().function().block());
    fill.accept(block, operands);
    MemorySegment segment = block.segment();
    List<Stage> stages =
        grids.stream().map(grid -> Stage.grid(grid.function(), segment, grid.chunks())).toList();
    return new NativeCall(grids.getFirst().function().name(), stages, operands);
  }
}
