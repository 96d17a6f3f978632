package dev.culebra.cuda;

import static jcuda.jcublas.JCublas2.cublasGemmStridedBatchedEx_new;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.MatMul;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasOperation;

/**
 * Matrix products by cuBLAS in float32 arithmetic. cuBLAS has columns where we have rows, so it is
 * asked for the transposed product {@code Cᵀ = Bᵀ·Aᵀ}.
 */
record MatMulCuda(MatMul op, int rows, int columns, int depth, int batches) implements Kernel {
  private static final int FLOAT = cudaDataType.CUDA_R_32F;

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
    String refusal = CudaBlas.get().refusal();
    return refusal == null
        ? new MatMulCuda(
            op, rows, columns, depth, Math.toIntExact(result.elements() / rows / columns))
        : Choice.refuse(refusal);
  }

  @Override
  public Call bind(Operands operands) {
    CudaBlas blas = CudaBlas.get();
    Pointer left = CudaCalls.pointer(operands.input(0));
    Pointer right = CudaCalls.pointer(operands.input(1));
    Pointer output = CudaCalls.pointer(operands.output(0));
    int leftLeading = op.transposeLeft() ? rows : depth;
    int rightLeading = op.transposeRight() ? depth : columns;
    String what = op + " of " + rows + " x " + columns + ", depth " + depth;
    return () ->
        CudaBlas.check(
            cublasGemmStridedBatchedEx_new(
                blas.handle(),
                operation(op.transposeRight()),
                operation(op.transposeLeft()),
                columns,
                rows,
                depth,
                blas.one(),
                right,
                FLOAT,
                rightLeading,
                (long) depth * columns,
                left,
                FLOAT,
                leftLeading,
                (long) rows * depth,
                blas.zero(),
                output,
                FLOAT,
                columns,
                (long) rows * columns,
                batches,
                cublasComputeType.CUBLAS_COMPUTE_32F,
                cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
            what);
  }

  private static int operation(boolean transposed) {
    return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
  }
}
