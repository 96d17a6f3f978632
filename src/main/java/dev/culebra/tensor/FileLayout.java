package dev.culebra.tensor;

import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How a parameter's elements are ordered in files, which hold PyTorch's order, against the engine's
 * channels-last order. A file's elements, seen under the shape {@code view} and transposed by
 * {@code permutation}, are the engine's.
 *
 * @param stored shape that the file states
 * @param view the stored elements under a shape whose axes can be permuted
 * @param permutation engine axis {@code i} is axis {@code permutation[i]} of the view
 */
public record FileLayout(Shape stored, Shape view, int[] permutation) {
  public FileLayout {
    if (stored.elements() != view.elements() || view.rank() != permutation.length) {
      throw new IllegalArgumentException("[layout] " + stored + " is not seen as " + view);
    }
    permutation = permutation.clone();
  }

  /** The same order in files and in the engine. */
  public static FileLayout same(Shape shape) {
    int[] identity = new int[shape.rank()];
    Arrays.setAll(identity, axis -> axis);
    return new FileLayout(shape, shape, identity);
  }

  /** A file's axes permuted. */
  public static FileLayout permuted(Shape stored, int... permutation) {
    return new FileLayout(stored, stored, permutation);
  }

  @Override
  public int[] permutation() {
    return permutation.clone();
  }

  /** Copies from the file's order to the engine's. */
  public void toEngine(MemorySegment file, MemorySegment engine, int elementBytes) {
    long[] places = places();
    for (int i = 0; i < places.length; i++) {
      MemorySegment.copy(
          file, places[i] * elementBytes, engine, (long) i * elementBytes, elementBytes);
    }
  }

  /** Copies from the engine's order to the file's. */
  public void toFile(MemorySegment engine, MemorySegment file, int elementBytes) {
    long[] places = places();
    for (int i = 0; i < places.length; i++) {
      MemorySegment.copy(
          engine, (long) i * elementBytes, file, places[i] * elementBytes, elementBytes);
    }
  }

  /** For each engine element its place in the file. */
  private long[] places() {
    long[] strides = view.strides();
    long[] places = new long[Math.toIntExact(view.elements())];
    int[] coordinates = new int[permutation.length];
    for (int i = 0; i < places.length; i++) {
      for (int axis = 0; axis < permutation.length; axis++) {
        places[i] += coordinates[axis] * strides[permutation[axis]];
      }
      for (int axis = permutation.length - 1; axis >= 0; axis--) {
        if (++coordinates[axis] < view.size(permutation[axis])) {
          break;
        }
        coordinates[axis] = 0;
      }
    }
    return places;
  }
}
