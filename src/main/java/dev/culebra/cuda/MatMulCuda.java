package dev.culebra.cuda;

import dev.culebra.cuda.CudaGemm.Arithmetic;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MatMul;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/** Matrix products by cuBLAS, which {@code means} names. */
record MatMulCuda(MatMul op, CudaGemm product, String means) implements Kernel {
  static Choice select(MatMul op, Signature signature) {
    DType dtype = signature.output(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    Shape left = signature.input(0).shape();
    Shape result = signature.output(0).shape();
    int rows = result.size(-2);
    int columns = result.size(-1);
    int depth = left.size(op.transposeLeft() ? -2 : -1);
    if (result.elements() == 0 || depth == 0) {
      return MoveCuda.fill(signature.output(0), 0);
    }
    int batches = Math.toIntExact(result.elements() / rows / columns);
    boolean units = CudaDevice.current().hasMatrixUnits();
    Arithmetic arithmetic =
        switch (signature.precision()) {
          case F32 -> Arithmetic.FLOAT;
          case TF32 -> Arithmetic.TF32;
          case BF16 -> units ? Arithmetic.BF16 : Arithmetic.FLOAT;
        };
    Kernel kernel =
        new MatMulCuda(
            op,
            new CudaGemm(rows, columns, depth, batches, false, arithmetic),
            "cuBLAS " + CudaBlas.get().version());
    return signature.precision() == Precision.BF16
        ? new RoundedCuda(
            units ? RoundedCuda.Format.PACK_BF16 : RoundedCuda.Format.ROUND_BF16, signature, kernel)
        : kernel;
  }

  @Override
  public Call bind(Operands operands) {
    int rows = product.rows();
    int columns = product.columns();
    int depth = product.depth();
    return product.call(
        new CudaGemm.Matrix(
            operands.input(0),
            op.transposeLeft(),
            op.transposeLeft() ? rows : depth,
            (long) rows * depth),
        new CudaGemm.Matrix(
            operands.input(1),
            op.transposeRight(),
            op.transposeRight() ? depth : columns,
            (long) depth * columns),
        new CudaGemm.Matrix(operands.output(0), false, columns, (long) rows * columns));
  }
}
