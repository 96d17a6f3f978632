package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MatMul;
import dev.culebra.shape.Shape;

final class MatMulRef {
  private MatMulRef() {}

  static Kernel select(MatMul op, Signature signature) {
    Shape left = signature.input(0).shape();
    Shape result = signature.output(0).shape();
    int rows = result.size(-2);
    int columns = result.size(-1);
    int depth = left.size(op.transposeLeft() ? -2 : -1);
    long batches = result.range(0, result.rank() - 2).elements();
    long leftRow = op.transposeLeft() ? 1 : depth;
    long leftDepth = op.transposeLeft() ? rows : 1;
    long rightDepth = op.transposeRight() ? 1 : columns;
    long rightColumn = op.transposeRight() ? depth : 1;
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long batch = 0; batch < batches; batch++) {
            for (int row = 0; row < rows; row++) {
              for (int column = 0; column < columns; column++) {
                double total = 0;
                for (int k = 0; k < depth; k++) {
                  total +=
                      inputs.get(0).get(batch * rows * depth + row * leftRow + k * leftDepth)
                          * inputs
                              .get(1)
                              .get(batch * depth * columns + k * rightDepth + column * rightColumn);
                }
                outputs.get(0).set((batch * rows + row) * columns + column, total);
              }
            }
          }
        });
  }
}
