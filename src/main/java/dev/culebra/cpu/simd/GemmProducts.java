package dev.culebra.cpu.simd;

import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;

/** Products by {@link Gemm}. */
record GemmProducts() implements Products {
  @Override
  public Product product(Factors factors, MemorySegment scratch, Workers workers) {
    int columns = factors.columns();
    GemmOperand.Matrix right =
        factors.transposeRight()
            ? GemmOperand.Matrix.of(factors.right(), columns, factors.depth())
            : GemmOperand.Matrix.of(factors.right(), factors.depth(), columns);
    Gemm gemm =
        new Gemm(
            size(factors.rows(), columns, factors.depth()),
            factors.left().left(factors.transposeLeft()),
            right.right(factors.transposeRight()),
            factors.result().target(),
            factors.accumulate(),
            scratch,
            workers);
    return gemm::run;
  }

  @Override
  public long scratchBytes(int rows, int columns, int depth) {
    return Gemm.workspaceBytes(size(rows, columns, depth));
  }

  private static Gemm.Size size(int rows, int columns, int depth) {
    return new Gemm.Size(1, rows, columns, depth);
  }
}
