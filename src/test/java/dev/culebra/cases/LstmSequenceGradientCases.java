package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Random gates and cells, which no forward pass made: good enough to compare tiers, but without a
 * derivative that a definition could confirm.
 */
final class LstmSequenceGradientCases {
  private LstmSequenceGradientCases() {}

  static List<Case> cases() {
    return RecurrentShapes.of(
        LstmSequenceGradientCases::of,
        residuals("residuals", 3, 5, 4, 5),
        residuals("residuals_wide", 2, 3, 2, 17),
        of("lengths", new LstmSequenceGradient(3, true), 17, 4, 3, 5),
        of("lengths_wide", new LstmSequenceGradient(3, true), 3, 4, 33, 17),
        of("lengths_one", new LstmSequenceGradient(3, true), 1, 4, 1, 1),
        of("lengths_of_nothing", new LstmSequenceGradient(3, true), 0, 4, 3, 4),
        arriving(
            of("lengths_residuals", new LstmSequenceGradient(5, true), 7, 4, 3, 17), 7, 4, 17));
  }

  private static Case residuals(String name, int samples, int length, int width, int hidden) {
    LstmSequenceGradient op = new LstmSequenceGradient(5, false);
    return arriving(of(name, op, samples, length, width, hidden), samples, length, hidden);
  }

  /** Gradients arrive at the gates and the cells too. */
  private static Case arriving(Case plain, int samples, int length, int hidden) {
    return plain.input(samples, length, 4 * hidden).input(samples, length, hidden);
  }

  private static Case of(String name, int samples, int length, int width, int hidden) {
    return of(name, new LstmSequenceGradient(3, false), samples, length, width, hidden);
  }

  /** Lengths, if any, go from 0 to 4. */
  private static Case of(
      String name, LstmSequenceGradient op, int samples, int length, int width, int hidden) {
    Case forward =
        Case.of(name, op, Tolerance.REDUCTION)
            .input(samples, length, width)
            .input(width, 4 * hidden)
            .input(RecurrentShapes.hiddenWeight(hidden), hidden, 4 * hidden)
            .input(4 * hidden)
            .input(samples, hidden)
            .input(samples, hidden);
    TensorType lengths = TensorType.of(DType.I32, samples);
    return (op.lengths() ? forward.argument(Values.ROW, lengths) : forward)
        .input(samples, length, hidden)
        .input(samples, hidden)
        .input(samples, hidden)
        .input(Values.UNIT, samples, length, 4 * hidden)
        .input(samples, length, hidden)
        .input(samples, length, hidden)
        .input(samples, hidden)
        .input(samples, hidden)
        .terms((long) samples * length * 4 * hidden)
        .notSmooth();
  }
}
