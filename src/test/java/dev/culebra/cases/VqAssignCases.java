package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.VqAssign;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

final class VqAssignCases {
  private VqAssignCases() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (boolean cosine : new boolean[] {false, true}) {
      String kind = cosine ? "cosine_" : "";
      cases.add(of(kind + "plain", cosine, Values.NORMAL, 13, Shape.of(7, 5)));
      cases.add(of(kind + "one_of_each", cosine, Values.AWAY, 1, Shape.of(1, 1)));
      cases.add(of(kind + "few_heads", cosine, Values.NORMAL, 3, Shape.of(3, 5, 4)));
      // Among many vectors one lies so near to two codes that differences see it change over.
      cases.add(of(kind + "heads", cosine, Values.NORMAL, 17, Shape.of(3, 31, 4)).notSmooth());
      cases.add(of(kind + "one_head", cosine, Values.NORMAL, 3, Shape.of(1, 64, 8)));
      cases.add(of(kind + "blocks", cosine, Values.NORMAL, 331, Shape.of(65, 17)).notSmooth());
      cases.add(of(kind + "empty_batch", cosine, Values.NORMAL, 0, Shape.of(5, 3)));
      cases.add(of(kind + "ties", cosine, Values.WHOLE, 200, Shape.of(300, 3)).notSmooth());
      cases.add(of(kind + "all_one_code", cosine, Values.ONE, 129, Shape.of(9, 6)).notSmooth());
    }
    return cases;
  }

  private static Case of(String name, boolean cosine, Values values, int samples, Shape codebook) {
    int heads = codebook.rank() == 3 ? codebook.size(0) : 1;
    return Case.of(name, new VqAssign(cosine), Tolerance.REDUCTION)
        .input(values, samples, heads * codebook.size(-1))
        .input(values, codebook.sizes())
        .terms(Math.max(1, samples));
  }
}
