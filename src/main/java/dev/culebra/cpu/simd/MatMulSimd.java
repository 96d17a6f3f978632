package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MatMul;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/** Batched float32 matrix product by {@link Gemm}. */
record MatMulSimd(MatMul op, Gemm.Size size) implements EpilogueKernel {
  static Choice select(MatMul op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape left = signature.input(0).shape();
    Shape result = signature.output(0).shape();
    int batches = Math.toIntExact(result.range(0, result.rank() - 2).elements());
    int depth = left.size(op.transposeLeft() ? -2 : -1);
    return new MatMulSimd(op, new Gemm.Size(batches, result.size(-2), result.size(-1), depth));
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    int rows = size.rows();
    int columns = size.columns();
    int depth = size.depth();
    GemmOperand.Matrix left =
        op.transposeLeft()
            ? GemmOperand.Matrix.of(operands.input(0), depth, rows)
            : GemmOperand.Matrix.of(operands.input(0), rows, depth);
    GemmOperand.Matrix right =
        op.transposeRight()
            ? GemmOperand.Matrix.of(operands.input(1), columns, depth)
            : GemmOperand.Matrix.of(operands.input(1), depth, columns);
    return new Gemm(
        size,
        left.left(op.transposeLeft()),
        right.right(op.transposeRight()),
        GemmOperand.Matrix.of(operands.output(0), rows, columns),
        false,
        epilogue,
        operands.workspace(),
        operands.workers());
  }

  @Override
  public long workspaceBytes() {
    return Gemm.workspaceBytes(size);
  }
}
