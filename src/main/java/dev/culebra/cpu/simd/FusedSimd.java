package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Fused;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/**
 * Element-wise operations tile by tile, alone or behind an operation that hands on what it has
 * finished. Their loops are those of the single operations.
 */
record FusedSimd(Fused op, FusedLayout layout) implements Kernel {
  /**
   * @param members their kernels
   */
  static Choice select(
      Fused op, Signature signature, Function<Signature, ? extends Choice> members) {
    FusedLayout layout = new FusedLayout(op, signature, members);
    return layout.refusal() == null ? new FusedSimd(op, layout) : Choice.refuse(layout.refusal());
  }

  /** Whether an input is a row that repeats. */
  boolean repeatsRows() {
    return !layout.rows().isEmpty();
  }

  @Override
  public Call bind(Operands operands) {
    FusedTiles tiles = FusedTiles.of(layout, operands);
    Call work = layout.head() == null ? alone(tiles, operands.workers()) : behind(tiles, operands);
    return () -> {
      tiles.begin();
      work.run();
    };
  }

  private Call alone(FusedTiles tiles, Workers workers) {
    long elements = layout.elements();
    Task task =
        chunk -> {
          long begin = Chunks.begin(chunk);
          tiles.run(begin, Chunks.end(chunk, elements) - begin);
        };
    return Calls.parallel(workers, task, Chunks.count(elements));
  }

  private Call behind(FusedTiles tiles, Operands operands) {
    List<MemorySegment> inputs =
        op.members().get(layout.headResult() - op.inputs()).operands().stream()
            .map(operands::input)
            .toList();
    MemorySegment output = operands.output(layout.place(layout.headResult()));
    MemorySegment workspace = operands.workspace().asSlice(FusedTiles.workspaceBytes(layout));
    return layout
        .head()
        .bind(new Operands(inputs, List.of(output), workspace, operands.workers()), tiles);
  }

  @Override
  public long workspaceBytes() {
    long head = layout.head() == null ? 0 : layout.head().workspaceBytes();
    return FusedTiles.workspaceBytes(layout) + head;
  }

  @Override
  public boolean inPlace(int output, int input) {
    return layout.inPlace(output, input);
  }
}
