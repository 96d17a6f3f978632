package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.GruSequenceGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Random gates, which no forward pass made: good enough to compare tiers, but without a derivative
 * that a definition could confirm.
 */
final class GruSequenceGradientCases {
  private GruSequenceGradientCases() {}

  static List<Case> cases() {
    return RecurrentShapes.of(
        GruSequenceGradientCases::of,
        of("lengths", true, 17, 4, 3, 5),
        of("lengths_wide", true, 3, 4, 33, 17),
        of("lengths_one", true, 1, 4, 1, 1),
        of("lengths_of_nothing", true, 0, 4, 3, 4));
  }

  private static Case of(String name, int samples, int length, int width, int hidden) {
    return of(name, false, samples, length, width, hidden);
  }

  /** Lengths go from 0 to 4. */
  private static Case of(
      String name, boolean lengths, int samples, int length, int width, int hidden) {
    Case forward =
        Case.of(name, new GruSequenceGradient(2, lengths), Tolerance.REDUCTION)
            .input(samples, length, width)
            .input(width, 3 * hidden)
            .input(RecurrentShapes.hiddenWeight(hidden), hidden, 3 * hidden)
            .input(3 * hidden)
            .input(3 * hidden)
            .input(samples, hidden);
    return (lengths ? forward.argument(Values.ROW, TensorType.of(DType.I32, samples)) : forward)
        .input(samples, length, hidden)
        .input(samples, hidden)
        .input(Values.UNIT, samples, length, 3 * hidden)
        .input(samples, length, hidden)
        .input(samples, length, hidden)
        .input(samples, hidden)
        .terms((long) samples * length * 3 * hidden)
        .notSmooth();
  }
}
