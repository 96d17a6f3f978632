package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of operations that update many tensors at once. */
final class UpdateCases {
  /** Empty, smaller than a vector, whole vectors, several chunks, and a scalar. */
  private static final int[][] MIXED = {
    {0}, {1}, {3}, {17}, {64}, {65}, {40000}, {}, {5, 7}, {2, 0, 3}, {13}
  };

  private final Op op;
  private final Values[] kinds;
  private final int rates;

  /**
   * @param kinds values of each kind of input, the parameters first
   * @param rates length of the vector of rates; 0 where there is none
   */
  UpdateCases(Op op, int rates, Values... kinds) {
    this.op = op;
    this.rates = rates;
    this.kinds = kinds;
  }

  /** One tensor of each awkward size, and many tensors; taken and held back. */
  List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 7, 13, 17, 31, 64, 65, 40000}) {
      cases.add(of("size" + size, Values.ONE, new int[] {size}));
    }
    cases.add(of("scalar", Values.ONE, new int[0]));
    cases.add(of("scaled", Values.POSITIVE, new int[] {5, 7}));
    cases.add(of("not_finite", Values.ZERO, new int[] {5, 7}));
    cases.add(of("many_equal", Values.POSITIVE, new int[] {33}, new int[] {33}, new int[] {33}));
    cases.add(of("many_empty", Values.ONE, new int[] {0}, new int[] {0}));
    if (kinds.length > 2) {
      cases.add(vanishing());
    }
    cases.add(of("many_mixed", Values.POSITIVE, MIXED));
    cases.add(of("many_not_finite", Values.ZERO, MIXED));
    return cases;
  }

  /** A gradient that has gone, and moments too small for a normal number: exactly 0 henceforth. */
  private Case vanishing() {
    Values[] gone = kinds.clone();
    Arrays.fill(gone, 1, kinds.length, Values.SUBNORMAL);
    gone[1] = Values.ZERO;
    UpdateCases cases = new UpdateCases(op, rates, gone);
    return cases.of("vanishing_moments", Tolerance.EXACT, Values.ONE, new int[] {67});
  }

  /** Another form of the rule: one tensor and many. */
  List<Case> some(String name) {
    return List.of(
        of(name, Values.ONE, new int[] {5, 7}),
        of(name + "_many", Values.POSITIVE, MIXED),
        of(name + "_not_finite", Values.ZERO, new int[] {3}, new int[] {17}));
  }

  /**
   * @param flag the last input, which holds the update back where it is 0
   */
  private Case of(String name, Values flag, int[]... shapes) {
    return of(name, Tolerance.REDUCTION, flag, shapes);
  }

  private Case of(String name, Tolerance tolerance, Values flag, int[]... shapes) {
    Case test = Case.of(name, op, tolerance);
    for (Values kind : kinds) {
      for (int[] shape : shapes) {
        test = test.input(kind, shape);
      }
    }
    return (rates == 0 ? test : test.input(Values.POSITIVE, rates)).input(flag).notSmooth();
  }
}
