package dev.culebra.shape;

import java.util.Arrays;

/** Sizes of a tensor's axes, outermost first. A scalar has rank 0 and one element. Immutable. */
public final class Shape {
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;
  private final long elements;

  private Shape(int[] sizes) {
    this.sizes = sizes;
    long product = 1;
    for (int size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException("[shape] size " + size + " is negative: " + text(sizes));
      }
      product = Math.multiplyExact(product, (long) size);
    }
    this.elements = product;
  }

  /**
   * The shape with the given axis sizes.
   *
   * @throws IllegalArgumentException if a size is negative
   */
  public static Shape of(int... sizes) {
    return sizes.length == 0 ? SCALAR : new Shape(sizes.clone());
  }

  /** Number of axes. */
  public int rank() {
    return sizes.length;
  }

  /** Number of elements: the product of all sizes, 1 for a scalar. */
  public long elements() {
    return elements;
  }

  /**
   * Size of an axis; negative axes count from the end.
   *
   * @throws IllegalArgumentException if the axis does not exist
   */
  public int size(int axis) {
    return sizes[axis(axis)];
  }

  /**
   * The axis as a number from 0; negative axes count from the end.
   *
   * @throws IllegalArgumentException if the axis does not exist
   */
  public int axis(int axis) {
    int resolved = axis < 0 ? axis + sizes.length : axis;
    if (resolved < 0 || resolved >= sizes.length) {
      throw new IllegalArgumentException(
          "[shape] axis " + axis + " is outside rank " + sizes.length + ": " + this);
    }
    return resolved;
  }

  /** A copy of the axis sizes. */
  public int[] sizes() {
    return sizes.clone();
  }

  /** Row-major strides in elements. */
  public long[] strides() {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  /** This shape with one axis resized. */
  public Shape with(int axis, int size) {
    int[] copy = sizes.clone();
    copy[axis(axis)] = size;
    return new Shape(copy);
  }

  /** This shape followed by more axes. */
  public Shape append(int... more) {
    int[] joined = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, joined, sizes.length, more.length);
    return of(joined);
  }

  /** The axes from {@code begin} (inclusive) to {@code end} (exclusive). */
  public Shape range(int begin, int end) {
    return of(Arrays.copyOfRange(sizes, begin, end));
  }

  /**
   * The common shape under NumPy's broadcasting rule: axes are aligned at the end, size 1
   * stretches.
   *
   * @return null if the shapes do not broadcast together
   */
  public static Shape broadcast(Shape left, Shape right) {
    int rank = Math.max(left.rank(), right.rank());
    int[] sizes = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int a = back <= left.rank() ? left.sizes[left.rank() - back] : 1;
      int b = back <= right.rank() ? right.sizes[right.rank() - back] : 1;
      if (a != b && a != 1 && b != 1) {
        return null;
      }
      sizes[rank - back] = a == 1 ? b : a;
    }
    return of(sizes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** For example {@code [64,784]}; a scalar is {@code []}. */
  @Override
  public String toString() {
    return text(sizes);
  }

  private static String text(int[] sizes) {
    StringBuilder text = new StringBuilder("[");
    for (int axis = 0; axis < sizes.length; axis++) {
      text.append(axis == 0 ? "" : ",").append(sizes[axis]);
    }
    return text.append(']').toString();
  }
}
