package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.shape.Shape;
import java.util.List;

/**
 * A kernel that computes each element by itself, and what chains must know of it.
 *
 * @param kernel the kernel by itself
 * @param order the input that each operand of its function is
 * @param shapes that operands are seen in, which broadcast to that of the result
 * @param a attribute of the function
 * @param b attribute of the function
 */
record CudaElementwise(CudaKernel kernel, List<Integer> order, List<Shape> shapes, float a, float b)
    implements Kernel {
  /** The number of its function in a chain; below 0 if it has none. */
  int code() {
    return FusedFunctions.code(kernel.name());
  }

  @Override
  public Call bind(Operands operands) {
    return kernel.bind(operands);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return kernel.inPlace(output, input);
  }
}
