package dev.culebra.shape;

/** Element type and shape of a tensor; dense, row-major. Prints as {@code f32[64,784]}. */
public record TensorType(DType dtype, Shape shape) {
  public static TensorType f32(int... sizes) {
    return new TensorType(DType.F32, Shape.of(sizes));
  }

  public static TensorType of(DType dtype, int... sizes) {
    return new TensorType(dtype, Shape.of(sizes));
  }

  /** Bytes of a dense buffer of this type. */
  public long bytes() {
    return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
  }

  /** Number of elements. */
  public long elements() {
    return shape.elements();
  }

  /** The same element type with another shape. */
  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  /** The same shape with another element type. */
  public TensorType withDtype(DType other) {
    return new TensorType(other, shape);
  }

  @Override
  public String toString() {
    return dtype.label() + shape;
  }
}
