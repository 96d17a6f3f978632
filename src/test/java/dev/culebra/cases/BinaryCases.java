package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/** The shapes at which every binary element-wise operation is tried. */
final class BinaryCases {
  private BinaryCases() {}

  static List<Case> of(Op op, Tolerance tolerance, Values left, Values right) {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(Case.of("size" + size, op, tolerance).input(left, size).input(right, size));
    }
    cases.add(Case.of("same", op, tolerance).input(left, 5, 7).input(right, 5, 7));
    cases.add(Case.of("row_broadcast", op, tolerance).input(left, 5, 7).input(right, 7));
    cases.add(Case.of("row_broadcast_wide", op, tolerance).input(left, 9, 65).input(right, 65));
    cases.add(Case.of("column_broadcast", op, tolerance).input(left, 5, 33).input(right, 5, 1));
    cases.add(Case.of("both_broadcast", op, tolerance).input(left, 5, 1, 7).input(right, 3, 1));
    cases.add(Case.of("left_broadcast", op, tolerance).input(left, 17).input(right, 2, 3, 17));
    cases.add(Case.of("scalar", op, tolerance).input(left, 5, 7).input(right));
    cases.add(Case.of("left_scalar", op, tolerance).input(left).input(right, 5, 7));
    cases.add(Case.of("scalars", op, tolerance).input(left).input(right));
    cases.add(Case.of("empty_batch", op, tolerance).input(left, 0, 7).input(right, 7));
    return cases;
  }

  /** The same for whole numbers. */
  static List<Case> ofWhole(Op op) {
    List<Case> cases = new ArrayList<>();
    for (DType dtype : new DType[] {DType.I32, DType.I64, DType.U8}) {
      for (int size : new int[] {0, 1, 7, 65}) {
        cases.add(whole("size" + size, op, dtype, Shape.of(size), Shape.of(size)));
      }
      cases.add(whole("row_broadcast", op, dtype, Shape.of(5, 17), Shape.of(17)));
      cases.add(whole("scalar", op, dtype, Shape.of(5, 17), Shape.SCALAR));
    }
    return cases;
  }

  private static Case whole(String name, Op op, DType dtype, Shape left, Shape right) {
    return Case.of(dtype.label() + "_" + name, op, Tolerance.EXACT)
        .argument(Values.WHOLE, new TensorType(dtype, left))
        .argument(Values.WHOLE, new TensorType(dtype, right))
        .notSmooth();
  }
}
