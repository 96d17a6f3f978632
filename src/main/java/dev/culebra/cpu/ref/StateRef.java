package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;

/**
 * A reference kernel whose output i is the next state of its input i and may lie on it, and on no
 * other input, whatever its type.
 */
record StateRef(RefKernel body) implements Kernel {
  @Override
  public Call bind(Operands operands) {
    return body.bind(operands);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == input;
  }
}
