package dev.culebra.shape;

/** Element type of a tensor. {@code F64} exists for gradient checks on the reference kernels. */
public enum DType {
  F32("f32", 4),
  F64("f64", 8),
  /** Upper half of an F32; storage only until a tier computes in it. */
  BF16("bf16", 2),
  I32("i32", 4),
  I64("i64", 8),
  U8("u8", 1);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether values of this type carry gradients. */
  public boolean isFloating() {
    return this == F32 || this == F64 || this == BF16;
  }

  /** Short name as it appears in messages, for example {@code f32}. */
  public String label() {
    return label;
  }
}
