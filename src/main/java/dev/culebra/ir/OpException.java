package dev.culebra.ir;

/** A call that does not fit an operation. The message reads {@code [op] fact; fact}. */
public final class OpException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param op name of the operation
   * @param facts what is wrong, with the types involved
   */
  public OpException(String op, String facts) {
    super("[" + op + "] " + facts);
  }
}
