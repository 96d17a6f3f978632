package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The shapes at which softmax and its relatives are tried. */
final class SoftmaxShapes {
  private SoftmaxShapes() {}

  static List<Case> of(IntFunction<Op> op) {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {1, 3, 7, 13, 17, 31, 64, 65, 1000}) {
      cases.add(of("rows" + size, op.apply(1), Values.NORMAL, size, 5, size));
    }
    cases.add(of("plain", op.apply(1), Values.NORMAL, 7, 5, 7));
    cases.add(of("large", op.apply(2), Values.WIDE, 6, 3, 4, 6));
    cases.add(of("vector", op.apply(0), Values.NORMAL, 17, 17));
    cases.add(of("first_axis", op.apply(0), Values.NORMAL, 5, 5, 9));
    cases.add(of("middle_axis", op.apply(1), Values.NORMAL, 4, 3, 4, 5));
    for (int inner : new int[] {2, 17, 64, 65, 300}) {
      cases.add(of("inner" + inner, op.apply(1), Values.NORMAL, 13, 3, 13, inner));
    }
    cases.add(of("wide_columns", op.apply(0), Values.WIDE, 7, 7, 31));
    cases.add(of("no_columns", op.apply(1), Values.NORMAL, 3, 2, 3, 0));
    cases.add(of("empty_batch", op.apply(1), Values.NORMAL, 5, 0, 5));
    return cases;
  }

  private static Case of(String name, Op op, Values values, int terms, int... sizes) {
    return Case.of(name, op, Tolerance.REDUCTION).input(values, sizes).terms(terms);
  }
}
