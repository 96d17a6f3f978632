package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.NativeCall.Stage;
import dev.culebra.cpu.simd.NormalizeLayout;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Normalize;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/normalize.c}: moments of pieces, their combination, and a pass that
 * writes. Memory is read twice.
 */
record NormalizeFfm(NormalizeLayout layout, double epsilon) implements Kernel {
  private static final NativeFunction FUNCTION =
      NormalizeStages.function("normalize", "x", "weight", "bias", "y", "mean", "variance");

  private static final NativeFunction MOMENTS = FUNCTION.sibling("normalize_moments");
  private static final NativeFunction COMBINE = FUNCTION.sibling("normalize_combine");

  static Choice select(Normalize op, Signature signature) {
    Shape weight = signature.inputs().size() == 3 ? signature.input(1).shape() : null;
    String refusal = NormalizeStages.refusal(signature.input(0), op.axes(), weight);
    return refusal != null
        ? Choice.refuse(refusal)
        : MOMENTS.offer(
            new NormalizeFfm(
                NormalizeLayout.of(signature.input(0).shape(), op.axes(), weight), op.epsilon()));
  }

  private NormalizeStages stages() {
    return new NormalizeStages(layout, 1, 3, this::fill);
  }

  @Override
  public Call bind(Operands operands) {
    NormalizeStages stages = stages();
    List<Stage> bound =
        List.of(
            stages.pieces(MOMENTS).bind(operands),
            stages.outer(COMBINE).bind(operands),
            stages.rows(FUNCTION).bind(operands));
    return new NativeCall("normalize", bound, operands);
  }

  private void fill(Block block, Operands operands) {
    block
        .set("x", operands.input(0))
        .set("weight", layout.affine() ? operands.input(1) : MemorySegment.NULL)
        .set("bias", layout.affine() ? operands.input(2) : MemorySegment.NULL)
        .set("y", operands.output(0))
        .set("mean", operands.output(1))
        .set("variance", operands.output(2));
    stages().sizes(block, epsilon, operands.workspace());
  }

  @Override
  public long workspaceBytes() {
    return stages().workspaceBytes();
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == 0 && input == 0;
  }
}
