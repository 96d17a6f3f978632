package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Broadcast;
import dev.culebra.shape.Shape;
import java.util.List;

final class BroadcastCases {
  private BroadcastCases() {}

  static List<Case> cases() {
    return List.of(
        Case.of("scalar", new Broadcast(Shape.of(5, 7)), Tolerance.EXACT).input(),
        Case.of("row", new Broadcast(Shape.of(5, 65)), Tolerance.EXACT).input(65),
        Case.of("column", new Broadcast(Shape.of(5, 33)), Tolerance.EXACT).input(5, 1),
        Case.of("middle", new Broadcast(Shape.of(3, 4, 5)), Tolerance.EXACT).input(3, 1, 5),
        Case.of("leading", new Broadcast(Shape.of(2, 3, 1)), Tolerance.EXACT).input(3, 1),
        Case.of("rows", new Broadcast(Shape.of(13, 64)), Tolerance.EXACT).input(1, 64),
        Case.of("images", new Broadcast(Shape.of(3, 17, 5, 31)), Tolerance.EXACT).input(17, 1, 31),
        Case.of("empty", new Broadcast(Shape.of(0, 4)), Tolerance.EXACT).input(4));
  }
}
