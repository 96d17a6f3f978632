package dev.culebra.cpu.ref;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Bfloat16;
import dev.culebra.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A reference kernel: a body that reads and writes cells. At {@link Precision#BF16} a product reads
 * its operands rounded, which is all that it does otherwise.
 *
 * @param signature operation and types
 * @param elementwise whether every output element is written after the last read of the input
 *     element at the same place, and of no other, so that the work can be done in place
 * @param body the loops
 */
record RefKernel(Signature signature, boolean elementwise, Body body) implements Kernel {
  /** The loops of a reference kernel. */
  @FunctionalInterface
  interface Body {
    void run(List<Cells> inputs, List<Cells> outputs);
  }

  static RefKernel of(Signature signature, Body body) {
    return new RefKernel(signature, false, body);
  }

  @Override
  public Call bind(Operands operands) {
    List<Cells> inputs = new ArrayList<>();
    for (int i = 0; i < operands.inputs().size(); i++) {
      Cells cells = Cells.of(signature.input(i), operands.input(i));
      boolean rounds =
          signature.op().isProduct()
              && signature.precision() == Precision.BF16
              && signature.input(i).dtype() == DType.F32;
      inputs.add(rounds ? new Rounded(cells) : cells);
    }
    List<Cells> outputs = new ArrayList<>();
    for (int i = 0; i < operands.outputs().size(); i++) {
      outputs.add(Cells.of(signature.output(i), operands.output(i)));
    }
    return () -> body.run(inputs, outputs);
  }

  /** Operands of a product, of which 8 digits are read. */
  private record Rounded(Cells cells) implements Cells {
    @Override
    public double get(long index) {
      return Bfloat16.round((float) cells.get(index));
    }

    @Override
    public void set(long index, double value) {
      throw new UnsupportedOperationException("an operand");
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return elementwise && signature.input(input).equals(signature.output(output));
  }
}
