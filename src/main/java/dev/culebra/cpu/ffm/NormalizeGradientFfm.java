package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeStages.Grid;
import dev.culebra.cpu.simd.NormalizeLayout;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Binding of {@code native/src/normalize_gradient.c}: sums of pieces, their combination, and a pass
 * that writes. Memory is read twice.
 */
final class NormalizeGradientFfm {
  private static final NativeFunction FUNCTION =
      NormalizeStages.function(
          "normalize_gradient",
          "x",
          "weight",
          "mean",
          "variance",
          "gradient",
          "to_x",
          "to_weight",
          "to_bias");

  private static final NativeFunction SPREAD = FUNCTION.sibling("normalize_gradient_spread");
  private static final NativeFunction SUMS = FUNCTION.sibling("normalize_gradient_sums");
  private static final NativeFunction COMBINE = FUNCTION.sibling("normalize_gradient_combine");
  private static final NativeFunction STORE = FUNCTION.sibling("normalize_gradient_store");

  /** Columns of weight and bias that are added up by a chunk. */
  private static final int COLUMNS = 1024;

  private NormalizeGradientFfm() {}

  static Choice select(NormalizeGradient op, Signature signature) {
    Shape x = signature.input(0).shape();
    List<Integer> axes = op.forward().axes();
    Shape weight = op.forwardInputs() == 3 ? signature.input(1).shape() : null;
    String refusal = NormalizeStages.refusal(signature.input(0), axes, weight);
    if (refusal != null) {
      return Choice.refuse(refusal);
    }
    NormalizeLayout layout = NormalizeLayout.of(x, axes, weight);
    NormalizeStages stages = stages(op, layout);
    List<Grid> grids =
        new ArrayList<>(
            List.of(
                stages.outer(SPREAD),
                stages.pieces(SUMS),
                stages.outer(COMBINE),
                stages.rows(FUNCTION)));
    if (layout.affine()) {
      grids.add(new Grid(STORE, weight.elements(), COLUMNS, grids.getFirst().fill()));
    }
    return SUMS.offer(new NativeStages(op.name(), List.copyOf(grids), stages.workspaceBytes()));
  }

  private static NormalizeStages stages(NormalizeGradient op, NormalizeLayout layout) {
    return new NormalizeStages(
        layout, 2, 4, (block, operands) -> fill(block, op, layout, operands));
  }

  private static void fill(
      Block block, NormalizeGradient op, NormalizeLayout layout, Operands operands) {
    int outputs = op.forwardInputs();
    boolean affine = layout.affine();
    block
        .set("x", operands.input(0))
        .set("weight", affine ? operands.input(1) : MemorySegment.NULL)
        .set("mean", operands.input(outputs + 1))
        .set("variance", operands.input(outputs + 2))
        .set("gradient", operands.input(outputs + 3))
        .set("to_x", operands.output(0))
        .set("to_weight", affine ? operands.output(1) : MemorySegment.NULL)
        .set("to_bias", affine ? operands.output(2) : MemorySegment.NULL);
    stages(op, layout).sizes(block, op.forward().epsilon(), operands.workspace());
  }
}
