package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.GruSequence;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class GruSequenceCases {
  private GruSequenceCases() {}

  static List<Case> cases() {
    return RecurrentShapes.of(
        GruSequenceCases::of,
        lengths("lengths", 17, 3, 5),
        lengths("lengths_wide", 3, 33, 17),
        lengths("lengths_units_65", 3, 2, 65),
        lengths("lengths_one", 1, 1, 1),
        lengths("lengths_of_nothing", 0, 3, 4));
  }

  /** Lengths from 0 to 4, the whole axis. */
  private static Case lengths(String name, int samples, int width, int hidden) {
    return of(name, samples, 4, width, hidden)
        .argument(Values.ROW, TensorType.of(DType.I32, samples));
  }

  private static Case of(String name, int samples, int length, int width, int hidden) {
    return Case.of(name, new GruSequence(), Tolerance.REDUCTION)
        .input(samples, length, width)
        .input(width, 3 * hidden)
        .input(RecurrentShapes.hiddenWeight(hidden), hidden, 3 * hidden)
        .input(3 * hidden)
        .input(3 * hidden)
        .input(samples, hidden)
        .terms((long) length * (width + hidden));
  }
}
