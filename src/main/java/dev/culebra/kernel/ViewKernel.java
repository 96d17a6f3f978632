package dev.culebra.kernel;

import java.lang.foreign.MemorySegment;

/** The output is the input's memory under another type: the plan gives both one address. */
public record ViewKernel() implements Kernel {
  @Override
  public boolean isView() {
    return true;
  }

  /** A copy, for callers that gave the output an address of its own. */
  @Override
  public Call bind(Operands operands) {
    MemorySegment source = operands.input(0);
    MemorySegment target = operands.output(0);
    return () -> target.copyFrom(source);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return true;
  }
}
