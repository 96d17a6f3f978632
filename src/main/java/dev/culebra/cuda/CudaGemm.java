package dev.culebra.cuda;

import static jcuda.jcublas.JCublas2.cublasGemmStridedBatchedEx_new;

import dev.culebra.kernel.Call;
import java.lang.foreign.MemorySegment;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasOperation;

/**
 * Products of row-major matrices by cuBLAS in float32 arithmetic. cuBLAS has columns where we have
 * rows, so it is asked for the transposed product {@code Cᵀ = Bᵀ·Aᵀ}.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth terms of each sum
 * @param batches number of products
 * @param accumulate whether the product is added to what the result holds
 */
record CudaGemm(int rows, int columns, int depth, int batches, boolean accumulate) {
  private static final int FLOAT = cudaDataType.CUDA_R_32F;

  /** One product that replaces its result. */
  static CudaGemm of(int rows, int columns, int depth) {
    return new CudaGemm(rows, columns, depth, 1, false);
  }

  /**
   * Matrices in memory.
   *
   * @param memory begins with the first of them
   * @param transposed whether rows and columns change places before the product
   * @param leading elements from one row in memory to the next
   * @param stride elements from one matrix to the next
   */
  record Matrix(MemorySegment memory, boolean transposed, int leading, long stride) {
    static Matrix of(MemorySegment memory, int leading) {
      return new Matrix(memory, false, leading, 0);
    }

    Matrix transpose() {
      return new Matrix(memory, !transposed, leading, stride);
    }

    /** The same matrices from an element on. */
    Matrix from(long element) {
      MemorySegment rest = memory.asSlice(Math.min(memory.byteSize(), element * Float.BYTES));
      return new Matrix(rest, transposed, leading, stride);
    }

    private Pointer pointer() {
      return CudaCalls.pointer(memory);
    }

    private int operation() {
      return transposed ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
    }
  }

  /**
   * The call on these matrices. A result without terms is zeros, and then must lie without gaps.
   */
  Call call(Matrix left, Matrix right, Matrix output) {
    long elements = (long) rows * columns * batches;
    if (elements == 0 || depth == 0 && accumulate) {
      return () -> {};
    }
    if (depth == 0) {
      return CudaDriver.get().device().zero(output.memory.asSlice(0, elements * Float.BYTES));
    }
    CudaBlas blas = CudaBlas.get();
    Pointer first = right.pointer();
    Pointer second = left.pointer();
    Pointer result = output.pointer();
    return () ->
        CudaBlas.check(
            cublasGemmStridedBatchedEx_new(
                blas.handle(),
                right.operation(),
                left.operation(),
                columns,
                rows,
                depth,
                blas.one(),
                first,
                FLOAT,
                right.leading,
                right.stride,
                second,
                FLOAT,
                left.leading,
                left.stride,
                accumulate ? blas.one() : blas.zero(),
                result,
                FLOAT,
                output.leading,
                output.stride,
                batches,
                cublasComputeType.CUBLAS_COMPUTE_32F,
                cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
            "product of " + rows + " x " + columns + ", depth " + depth);
  }
}
