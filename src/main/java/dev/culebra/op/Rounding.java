package dev.culebra.op;

/** How many windows a pooling has where the last one does not fit into the padded image. */
public enum Rounding {
  /** Those that fit. */
  FLOOR,
  /**
   * One more that reaches beyond the end, if it begins before the padding there: PyTorch's {@code
   * ceil_mode=True}. Nothing beyond the padding counts.
   */
  CEIL
}
