package dev.culebra.data;

import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Data sets from arrays of the program. */
public final class FloatArrays {
  private FloatArrays() {}

  /** Samples one after the other in {@code values}, each of the given shape; copied. */
  public static Dataset of(String name, float[] values, Shape sample) {
    return labelled(name, values, sample, null, List.of());
  }

  /** The same with a label for each sample, or null for none; copied. */
  public static Dataset labelled(
      String name, float[] values, Shape sample, int[] labels, List<String> classNames) {
    // Outside the heap, where hashing and copying see bytes.
    MemorySegment copy = Arena.ofAuto().allocate(4L * values.length, Float.BYTES);
    return new Dataset(
        name,
        new TensorType(DType.F32, sample),
        copy.copyFrom(MemorySegment.ofArray(values)),
        labels == null ? null : labels.clone(),
        classNames);
  }

  /** Holds out about one sample in ten, chosen by position. */
  public static Split split(Dataset all) {
    return Split.heldOut(all, Integer::toString);
  }
}
