package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Cast;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

final class CastCases {
  private static final List<DType> TYPES =
      List.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.U8);

  private CastCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (DType from : TYPES) {
      for (DType to : TYPES) {
        if (from != to) {
          for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
            cases.add(of("size" + size, from, to, Values.WIDE, Shape.of(size)));
          }
          cases.add(of("scalar", from, to, Values.WIDE, Shape.SCALAR));
        }
      }
    }
    cases.add(of("nan", DType.F32, DType.I32, Values.NOT_A_NUMBER, Shape.of(17)));
    cases.add(of("infinite", DType.F32, DType.I32, Values.INFINITE, Shape.of(17)));
    return cases;
  }

  private static Case of(String size, DType from, DType to, Values values, Shape shape) {
    String name = from.label() + "_" + to.label() + "_" + size;
    Case cast = Case.of(name, new Cast(to), Tolerance.EXACT);
    Case made = cast.argument(values, new TensorType(from, shape));
    // Differences are taken in float64, which only this cast keeps.
    return from == DType.F32 && to == DType.F64 ? made : made.notSmooth();
  }
}
