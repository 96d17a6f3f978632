package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Slice;
import dev.culebra.op.SliceGradient;
import dev.culebra.shape.TensorType;
import java.util.List;

final class SliceGradientCases {
  private SliceGradientCases() {}

  static List<Case> cases() {
    return SliceCases.cases().stream().map(SliceGradientCases::of).toList();
  }

  private static Case of(Case slice) {
    TensorType whole = slice.inputs().get(0).type();
    Case of =
        Case.of(slice.name(), new SliceGradient((Slice) slice.op(), whole.shape()), Tolerance.EXACT)
            .argument(slice.inputs().get(0).values(), slice.signature().output(0));
    return slice.smooth() ? of : of.notSmooth();
  }
}
