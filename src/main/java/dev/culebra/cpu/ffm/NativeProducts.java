package dev.culebra.cpu.ffm;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.simd.ProductRows;
import dev.culebra.cpu.simd.Products;
import dev.culebra.cpu.simd.RecurrentKernels;
import dev.culebra.cpu.simd.RecurrentSteps;
import dev.culebra.ir.Op;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.LstmSequenceGradient;
import dev.culebra.op.MatMul;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Products by {@code native/src/matmul.c} for the recurrent layers.
 *
 * @param steps what does their steps in one; empty if cells stay in Java
 */
record NativeProducts(Optional<RecurrentSteps> steps) implements Products {
  private static final NativeFunction FUNCTION = MatMulFfm.FUNCTION;

  static Choice select(Op op, Signature signature) {
    boolean apart =
        RecurrentFfm.PACK.refusal() != null
            || op instanceof LstmSequenceGradient gradient && gradient.hasResiduals();
    NativeProducts products =
        new NativeProducts(apart ? Optional.empty() : Optional.of(new RecurrentFfm()));
    Choice choice = RecurrentKernels.select(op, signature, products);
    return choice instanceof Kernel kernel
        ? FUNCTION.offer((Kernel) RecurrentFfm.PACK.offer(kernel))
        : choice;
  }

  @Override
  public Product product(Factors factors, MemorySegment scratch, Workers workers) {
    MatMul op = new MatMul(factors.transposeLeft(), factors.transposeRight());
    MatMulFfm sizes =
        new MatMulFfm(op, 1, factors.rows(), factors.columns(), factors.depth(), false);
    MatMulFfm.Blocks parts = sizes.blocks(workers.threads());
    Operands operands =
        new Operands(
            List.of(factors.left().segment(), factors.right()),
            List.of(factors.result().segment()),
            scratch,
            workers);
    MemorySegment[] blocks =
        SlotCall.blocks(
            FUNCTION,
            operands,
            0,
            MatMulFfm.SCRATCH,
            (block, own) -> {
              sizes.fill(block, parts, operands, own);
              block
                  .set("left_step", factors.left().step())
                  .set("result_step", factors.result().step())
                  .set("accumulate", factors.accumulate() ? 1 : 0);
            });
    return new NativeProduct(
        factors, parts, blocks, new SlotCall(FUNCTION, blocks, 0, 1, operands));
  }

  @Override
  public long scratchBytes(int rows, int columns, int depth) {
    return SlotCall.SLOTS * MatMulFfm.SCRATCH;
  }

  /** What changes from run to run is written into all blocks before it. */
  private record NativeProduct(
      Factors factors, MatMulFfm.Blocks parts, MemorySegment[] blocks, SlotCall call)
      implements Product {
    private static final long ROWS = offset("rows");
    private static final long DEPTH = offset("depth");
    private static final long LEFT = offset("left");
    private static final long LEFT_ROWS = offset("left_rows");
    private static final long RESULT = offset("result");
    private static final long RESULT_ROWS = offset("result_rows");

    private static long offset(String field) {
      return FUNCTION.block().byteOffset(groupElement(field));
    }

    @Override
    public void run(int rows, int depth) {
      ProductRows left = factors.left();
      ProductRows result = factors.result();
      for (MemorySegment block : blocks) {
        block.set(JAVA_LONG, ROWS, rows);
        block.set(JAVA_LONG, DEPTH, depth);
        block.set(JAVA_LONG, LEFT, left.address());
        block.set(JAVA_LONG, LEFT_ROWS, left.tableAddress());
        block.set(JAVA_LONG, RESULT, result.address());
        block.set(JAVA_LONG, RESULT_ROWS, result.tableAddress());
      }
      long down = Math.ceilDiv(rows, parts.rows());
      call.run(down * Math.ceilDiv(factors.columns(), parts.columns()));
    }
  }
}
