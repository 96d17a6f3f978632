package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.Arrays;
import java.util.List;

/** The elements in reverse along some axes, composed of {@link Resample2d}. */
public final class Flip {
  private Flip() {}

  /** Reversed along axes; negative ones count from the end. */
  public static Value of(Value value, List<Integer> axes) {
    Shape shape = value.shape();
    Taps[] maps = new Taps[shape.rank()];
    for (int axis : axes) {
      maps[shape.axis(axis)] = Taps.flip(shape.size(axis));
    }
    return Resample2d.each(value, Arrays.asList(maps));
  }
}
