package dev.culebra.kernel;

import java.util.Locale;

/**
 * How the float32 operands of a product ({@link dev.culebra.ir.Op#isProduct}) are rounded before
 * they are multiplied. Sums, results and every other operation stay float32; so do weights and
 * moments, since operands are rounded where they are read. A search may use it to find candidates
 * faster ({@link dev.culebra.ir.Op#hasPrecision}).
 */
public enum Precision {
  /** Not at all. */
  F32,
  /** To 11 digits, by the matrix units of a GPU. */
  TF32,
  /** To 8 digits, as {@link dev.culebra.math.Bfloat16#round}. */
  BF16;

  /** As people write it, for example {@code bf16}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
