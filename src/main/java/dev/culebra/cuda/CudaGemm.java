package dev.culebra.cuda;

import dev.culebra.kernel.Call;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Products of row-major matrices by cuBLAS, with sums and results in float32. cuBLAS has columns
 * where we have rows, so it is asked for the transposed product {@code Cᵀ = Bᵀ·Aᵀ}.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth terms of each sum
 * @param batches number of products
 * @param accumulate whether the product is added to what the result holds
 * @param arithmetic what is multiplied
 */
record CudaGemm(
    int rows, int columns, int depth, int batches, boolean accumulate, Arithmetic arithmetic) {
  /** Of {@code cudaDataType}, of results. */
  private static final int FLOAT = 0;

  /** {@code CUBLAS_GEMM_DEFAULT}: cuBLAS chooses by the sizes. */
  private static final int DEFAULT_ALGORITHM = -1;

  /**
   * What is multiplied: operands as they lie in memory, {@code cudaDataType}, and how, {@code
   * cublasComputeType_t}.
   */
  enum Arithmetic {
    /** Float32, strictly. */
    FLOAT(0, 68),
    /** Float32 that matrix units take as TF32. */
    TF32(0, 77),
    /** Bfloat16. */
    BF16(14, 68);

    private final int type;
    private final int compute;

    Arithmetic(int type, int compute) {
      this.type = type;
      this.compute = compute;
    }
  }

  /** Products of float32. */
  CudaGemm(int rows, int columns, int depth, int batches, boolean accumulate) {
    this(rows, columns, depth, batches, accumulate, Arithmetic.FLOAT);
  }

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

    /** Of {@code cublasOperation_t}. */
    private int operation() {
      return transposed ? 1 : 0;
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
      return CudaDevice.current().zero(output.memory.asSlice(0, elements * Float.BYTES));
    }
    MethodHandle product = CudaBlas.get().product();
    return () -> CudaBlas.check(multiply(product, left, right, output), toString());
  }

  private int multiply(MethodHandle product, Matrix left, Matrix right, Matrix output) {
    MemorySegment kept = accumulate ? CudaBlas.ONE : CudaBlas.ZERO;
    try {
      return (int)
          product.invokeExact(
              right.operation(),
              left.operation(),
              columns,
              rows,
              depth,
              CudaBlas.ONE,
              right.memory,
              arithmetic.type,
              right.leading,
              right.stride,
              left.memory,
              arithmetic.type,
              left.leading,
              left.stride,
              kept,
              output.memory,
              FLOAT,
              output.leading,
              output.stride,
              batches,
              arithmetic.compute,
              DEFAULT_ALGORITHM);
    } catch (Throwable thrown) {
      throw new IllegalStateException("[cublas] " + this, thrown);
    }
  }

  @Override
  public String toString() {
    return "product of " + rows + " x " + columns + ", depth " + depth;
  }
}
