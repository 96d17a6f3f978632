package dev.culebra.kernel;

/**
 * A kernel chosen for one signature. Immutable and shared between threads; {@link #bind} makes the
 * call that one user at a time may run.
 */
public non-sealed interface Kernel extends Choice {
  /**
   * Prepares a call on fixed addresses. Everything slow happens here: the call checks nothing,
   * looks nothing up and allocates nothing.
   */
  Call bind(Operands operands);

  /**
   * Bytes of scratch memory that the call may overwrite, 64-byte aligned; contents are undefined.
   */
  default long workspaceBytes() {
    return 0;
  }

  /**
   * Whether the output may be written at the address of the input (same number of bytes): true only
   * if the kernel reads every element of that input before or when it writes the same element.
   */
  default boolean inPlace(int output, int input) {
    return false;
  }

  /** Whether the only output is the first input's bytes under another type; then nothing is run. */
  default boolean isView() {
    return false;
  }

  /**
   * What it computes with, where there is a choice: the vendor's library with its version, or the
   * kind of our kernels; null if there is none.
   */
  default String means() {
    return null;
  }
}
