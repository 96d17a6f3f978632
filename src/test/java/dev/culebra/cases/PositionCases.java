package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Position;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The shapes at which searches along an axis are tried. */
final class PositionCases {
  private PositionCases() {}

  static List<Case> of(IntFunction<Position> axis) {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("rows" + size, axis.apply(1), Values.NORMAL, 5, size));
      cases.add(of("columns" + size, axis.apply(0), Values.NORMAL, 9, size));
    }
    cases.add(of("axis_last", axis.apply(1), Values.NORMAL, 5, 7));
    cases.add(of("axis0", axis.apply(0), Values.NORMAL, 5, 7));
    cases.add(of("middle", axis.apply(1), Values.NORMAL, 4, 3, 17));
    cases.add(of("ties", axis.apply(1), Values.WHOLE, 9, 65));
    cases.add(of("ties_columns", axis.apply(0), Values.WHOLE, 9, 65));
    cases.add(of("zeros", axis.apply(1), Values.ZERO, 3, 37));
    cases.add(of("nan", axis.apply(1), Values.NOT_A_NUMBER, 3, 37));
    cases.add(of("some_nan", axis.apply(1), Values.SOME_NAN, 40, 37));
    cases.add(of("some_nan_columns", axis.apply(0), Values.SOME_NAN, 37, 40));
    cases.add(of("infinite", axis.apply(1), Values.INFINITE, 3, 37));
    cases.add(of("empty_batch", axis.apply(1), Values.NORMAL, 0, 5));
    cases.add(of("no_columns", axis.apply(0), Values.NORMAL, 5, 0));
    for (DType dtype : new DType[] {DType.I32, DType.I64, DType.U8}) {
      cases.add(
          Case.of(dtype.label(), axis.apply(1), Tolerance.EXACT)
              .argument(Values.WHOLE, TensorType.of(dtype, 9, 17))
              .notSmooth());
    }
    return cases;
  }

  private static Case of(String name, Position op, Values values, int... sizes) {
    return Case.of(name, op, Tolerance.EXACT).input(values, sizes).notSmooth();
  }
}
