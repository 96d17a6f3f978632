package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

final class VqNearestCases {
  private VqNearestCases() {}

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
      cases.add(of(kind + "blocks", cosine, Values.NORMAL, 131, Shape.of(65, 17)).notSmooth());
      cases.add(of(kind + "deep", cosine, Values.NORMAL, 65, Shape.of(100, 400)).notSmooth());
      cases.add(of(kind + "empty_batch", cosine, Values.NORMAL, 0, Shape.of(5, 3)));
      cases.add(of(kind + "ties", cosine, Values.WHOLE, 200, Shape.of(300, 3)).notSmooth());
      cases.add(of(kind + "all_equal", cosine, Values.ONE, 9, Shape.of(129, 6)).notSmooth());
      cases.add(of(kind + "zero", cosine, Values.ZERO, 5, Shape.of(40, 7)).notSmooth());
      cases.add(of(kind + "nan", cosine, Values.NOT_A_NUMBER, 5, Shape.of(40, 7)).notSmooth());
      cases.add(of(kind + "infinite", cosine, Values.INFINITE, 5, Shape.of(40, 7)).notSmooth());
    }
    return cases;
  }

  private static Case of(String name, boolean cosine, Values values, int samples, Shape codebook) {
    int heads = codebook.rank() == 3 ? codebook.size(0) : 1;
    return Case.of(name, new VqNearest(cosine), Tolerance.EXACT)
        .input(values, samples, heads * codebook.size(-1))
        .input(values, codebook.sizes());
  }
}
