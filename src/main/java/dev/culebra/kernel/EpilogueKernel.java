package dev.culebra.kernel;

/** A kernel of one output that can hand on what it has finished. */
public interface EpilogueKernel extends Kernel {
  /**
   * As {@link #bind(Operands)}.
   *
   * @param epilogue null for none
   */
  Call bind(Operands operands, Epilogue epilogue);

  @Override
  default Call bind(Operands operands) {
    return bind(operands, null);
  }
}
