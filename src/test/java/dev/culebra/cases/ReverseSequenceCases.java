package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.harness.Values;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ReverseSequence;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

final class ReverseSequenceCases {
  private ReverseSequenceCases() {}

  static List<Case> cases() {
    return List.of(
        whole("whole", 3, 5, 4),
        whole("one_step", 3, 1, 4),
        whole("numbers", 4, 7),
        whole("images", 2, 3, 4, 5),
        whole("long", 2, 65, 31),
        whole("wide", 3, 7, 64),
        whole("empty_batch", 0, 3, 4),
        whole("empty_sequence", 3, 0, 4),
        lengths("lengths", 13, 4, 3),
        lengths("lengths_of_numbers", 17, 4),
        lengths("lengths_of_nothing", 0, 4, 3),
        Case.of("bytes", new ReverseSequence(), Tolerance.EXACT)
            .argument(Values.BIT, TensorType.of(DType.U8, 3, 7, 5))
            .notSmooth());
  }

  private static Case whole(String name, int... sizes) {
    return Case.of(name, new ReverseSequence(), Tolerance.EXACT).input(sizes);
  }

  /** Lengths from 0 to 4, the whole axis. */
  private static Case lengths(String name, int... sizes) {
    return whole(name, sizes).argument(Values.ROW, TensorType.of(DType.I32, sizes[0]));
  }
}
