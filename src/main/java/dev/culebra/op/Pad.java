package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Padding before and after each axis, composed of {@link SliceGradient} (zeros) or {@link
 * Resample2d} (copies). Pads are given one per axis, outermost first, and are not negative.
 */
public final class Pad {
  private Pad() {}

  /** Zeros around a tensor of any type. */
  public static Value zeros(Value value, List<Integer> before, List<Integer> after) {
    check(value, before, after);
    Shape whole = value.shape();
    List<Integer> stops = new ArrayList<>();
    for (int axis = 0; axis < whole.rank(); axis++) {
      int stop = before.get(axis) + whole.size(axis);
      stops.add(stop);
      whole = whole.with(axis, stop + after.get(axis));
    }
    Slice inside = new Slice(before, stops, Collections.nCopies(whole.rank(), 1));
    return whole.equals(value.shape()) ? value : SliceGradient.of(value, inside, whole);
  }

  /** Mirrored at the outermost elements, which are not repeated; each pad is below the size. */
  public static Value reflect(Value value, List<Integer> before, List<Integer> after) {
    check(value, before, after);
    for (int axis = 0; axis < before.size(); axis++) {
      int pad = Math.max(before.get(axis), after.get(axis));
      if (pad > 0 && pad >= value.shape().size(axis)) {
        throw new OpException(
            "pad", "axis " + axis + " is too short to reflect " + pad + ": " + value.type());
      }
    }
    return Resample2d.each(
        value,
        maps(
            before,
            after,
            axis -> Taps.reflect(value.shape().size(axis), before.get(axis), after.get(axis))));
  }

  /** The outermost elements repeated; no axis that is padded is empty. */
  public static Value replicate(Value value, List<Integer> before, List<Integer> after) {
    check(value, before, after);
    for (int axis = 0; axis < before.size(); axis++) {
      if (before.get(axis) + after.get(axis) > 0 && value.shape().size(axis) == 0) {
        throw new OpException("pad", "axis " + axis + " has nothing to repeat: " + value.type());
      }
    }
    return Resample2d.each(
        value,
        maps(
            before,
            after,
            axis -> Taps.replicate(value.shape().size(axis), before.get(axis), after.get(axis))));
  }

  private static List<Taps> maps(List<Integer> before, List<Integer> after, IntFunction<Taps> map) {
    List<Taps> maps = new ArrayList<>();
    for (int axis = 0; axis < before.size(); axis++) {
      maps.add(before.get(axis) + after.get(axis) > 0 ? map.apply(axis) : null);
    }
    return maps;
  }

  private static void check(Value value, List<Integer> before, List<Integer> after) {
    int rank = value.shape().rank();
    if (before.size() != rank || after.size() != rank) {
      throw new OpException("pad", "needs two pads for each axis: " + value.type());
    }
    for (int axis = 0; axis < rank; axis++) {
      if (before.get(axis) < 0 || after.get(axis) < 0) {
        throw new OpException(
            "pad",
            "negative padding "
                + before.get(axis)
                + ":"
                + after.get(axis)
                + " of axis "
                + axis
                + ": "
                + value.type());
      }
    }
  }
}
