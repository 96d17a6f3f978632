package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.MaxPool2d;
import dev.culebra.op.Window2d;
import java.util.List;

final class MaxPool2dCases {
  private MaxPool2dCases() {}

  static List<Case> cases() {
    return List.of(
        of("k2s2", 2, 2, Window2d.of(2, 0)).input(Values.FAR, 2, 7, 8, 5),
        of("k3s2p1", 3, 3, Window2d.of(2, 1)).input(Values.FAR, 2, 7, 8, 5),
        of("k3s1p1", 3, 3, Window2d.of(1, 1)).input(Values.FAR, 2, 7, 8, 5),
        of("rect", 3, 2, new Window2d(2, 3, 1, 1, 0, 0, 1, 1)).input(Values.FAR, 2, 7, 8, 5),
        of("dilation2", 3, 3, Window2d.of(1, 1, 2)).input(Values.FAR, 2, 7, 8, 5),
        of("channels17", 3, 3, Window2d.of(2, 1)).input(Values.FAR, 1, 9, 7, 17),
        of("channels13", 2, 3, new Window2d(1, 2, 1, 0, 0, 1, 1, 1))
            .input(Values.FAR, 1, 13, 5, 13),
        of("channels65", 2, 2, Window2d.of(2, 1)).input(Values.FAR, 3, 5, 4, 65),
        of("channels64", 3, 2, new Window2d(1, 2, 1, 0, 0, 1, 2, 1)).input(Values.FAR, 1, 9, 7, 64),
        of("single_pixel", 1, 1, Window2d.of(1, 0)).input(Values.FAR, 3, 1, 1, 4),
        of("empty_batch", 2, 2, Window2d.of(2, 0)).input(Values.FAR, 0, 4, 4, 3),
        of("ties", 3, 3, Window2d.of(2, 1)).input(Values.WHOLE, 2, 7, 8, 31).notSmooth(),
        of("all_equal", 2, 2, Window2d.of(2, 1)).input(Values.INFINITE, 1, 4, 4, 33).notSmooth(),
        of("not_a_number", 2, 2, Window2d.of(1, 0))
            .input(Values.NOT_A_NUMBER, 1, 4, 4, 33)
            .notSmooth());
  }

  private static Case of(String name, int height, int width, Window2d window) {
    return Case.of(name, new MaxPool2d(height, width, window), Tolerance.EXACT);
  }
}
