package dev.culebra.cases;

import dev.culebra.harness.Case;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.PoolAxis;
import dev.culebra.op.Resample2d;
import dev.culebra.op.Rounding;
import dev.culebra.op.Taps;
import java.util.List;

final class Resample2dCases {
  private Resample2dCases() {}

  static List<Case> cases() {
    return List.of(
        of("linear_up", 2, Taps.linear(5, 10), Taps.linear(4, 12), 7),
        of("linear_down", 1, Taps.linear(13, 4), Taps.linear(17, 5), 17),
        of("linear_one_pixel", 2, Taps.linear(1, 3), Taps.linear(1, 2), 64),
        of("nearest", 2, Taps.nearest(5, 7), Taps.nearest(7, 3), 65),
        of("average", 2, average(9, true), average(8, true), 31),
        of("average_no_padding", 3, average(7, false), average(6, false), 13),
        of(
            "average_partial",
            1,
            average(8, true, Rounding.CEIL),
            average(6, false, Rounding.CEIL),
            65),
        of("linear_corners", 2, Taps.linearCorners(5, 13), Taps.linearCorners(17, 4), 1),
        of("adjoint", 2, average(9, true).transposed(), Taps.linear(4, 9).transposed(), 33),
        of("reflect", 1, Taps.reflect(4, 2, 3), Taps.reflect(5, 0, 4), 3),
        of("replicate", 2, Taps.replicate(1, 3, 2), Taps.replicate(3, 1, 0), 1),
        of("flip_rows", 2, Taps.flip(5), Taps.identity(3), 7),
        of("flip_columns", 2, Taps.identity(5), Taps.flip(13), 16),
        of("blur", 1, blur(9, 2), blur(64, 1), 3),
        of("single_pixel", 3, Taps.identity(1), Taps.replicate(1, 0, 1), 8),
        of("empty_batch", 0, Taps.flip(4), Taps.linear(4, 8), 5),
        of("no_channels", 2, Taps.flip(4), Taps.linear(4, 8), 0),
        of("many_rows", 9, Taps.linear(64, 128), Taps.linear(31, 62), 17));
  }

  private static Taps average(int size, boolean countPadding) {
    return average(size, countPadding, Rounding.FLOOR);
  }

  private static Taps average(int size, boolean countPadding, Rounding rounding) {
    return Taps.average(new PoolAxis(size, 3, 2, 1, 1, 1, rounding), countPadding);
  }

  private static Taps blur(int size, int stride) {
    return Taps.reflect(size, 1, 1)
        .then(Taps.correlate(size + 2, List.of(0.25, 0.5, 0.25), stride));
  }

  private static Case of(String name, int images, Taps rows, Taps columns, int channels) {
    return Case.of(name, new Resample2d(rows, columns), Tolerance.REDUCTION)
        .input(images, rows.inputs(), columns.inputs(), channels)
        .terms(9);
  }
}
