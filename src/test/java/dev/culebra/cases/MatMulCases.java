package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.MatMul;
import java.util.ArrayList;
import java.util.List;

final class MatMulCases {
  private MatMulCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[] sizes = {0, 1, 3, 7, 13, 17, 31, 64, 65};
    for (int i = 0; i < sizes.length; i++) {
      // Neighbouring awkward sizes meet in every role without trying all 9³ triples.
      int m = sizes[i];
      int k = sizes[(i + 4) % sizes.length];
      int n = sizes[(i + 7) % sizes.length];
      for (String form : new String[] {"nn", "nt", "tn", "tt"}) {
        cases.add(of(form + "_" + m + "x" + k + "x" + n, form, m, k, n));
      }
    }
    for (String form : new String[] {"nn", "nt", "tn", "tt"}) {
      cases.add(of(form, form, 5, 6, 7));
    }
    cases.add(
        Case.of("batched", new MatMul(false, false), Tolerance.REDUCTION)
            .input(3, 5, 6)
            .input(3, 6, 4)
            .terms(6));
    return cases;
  }

  private static Case of(String name, String form, int m, int k, int n) {
    boolean left = form.charAt(0) == 't';
    boolean right = form.charAt(1) == 't';
    return Case.of(name, new MatMul(left, right), Tolerance.REDUCTION)
        .input(left ? new int[] {k, m} : new int[] {m, k})
        .input(right ? new int[] {n, k} : new int[] {k, n})
        .terms(k);
  }
}
