package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Gather;
import dev.culebra.op.IndexRange;
import dev.culebra.op.OneHot;
import dev.culebra.op.ScatterAdd;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.StructLayout;

/**
 * {@code cuda-kernels/gather.cu}: elements chosen along an axis by index, and the adjoint.
 *
 * @param before coordinates of the axes before the axis
 * @param stride from one element along it to the next
 * @param size of the axis that indices point into
 * @param chosen indices along it
 * @param wide whether an index has 64 bits
 */
record GatherCuda(long before, long stride, int size, int chosen, boolean wide) {
  private static final int WARP = 32;

  /** Up to so many indices a thread looks through them alone. */
  private static final int FEW = 64;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("index"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("before"),
          JAVA_LONG.withName("stride"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("chosen"),
          JAVA_INT.withName("wide"),
          JAVA_INT.withName("spoiled"));

  private static GatherCuda along(TensorType index, int axis, int size) {
    Shape shape = index.shape();
    return new GatherCuda(
        shape.range(0, axis).elements(),
        shape.range(axis + 1, shape.rank()).elements(),
        size,
        shape.size(axis),
        index.dtype() == DType.I64);
  }

  static Choice gather(Gather op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype == DType.BF16) {
      return Choice.refuse("bf16 has no kernel");
    }
    int size = signature.input(0).shape().size(op.axis());
    return along(signature.input(1), op.axis(), size)
        .kernel(op.name(), "gather_" + dtype.bytes(), signature.output(0).elements(), dtype);
  }

  static Choice scatterAdd(ScatterAdd op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse("only f32");
    }
    GatherCuda walk = along(signature.input(1), op.axis(), op.size());
    long lines = walk.before * walk.stride;
    return walk.chosen <= FEW || walk.stride >= WARP
        ? walk.kernel(op.name(), "scatter_add_thread", lines * Math.max(1, op.size()), dtype)
        : walk.kernel(
            op.name(),
            "scatter_add_warp",
            lines * Math.max(1, Math.ceilDiv(op.size(), WARP)) * WARP,
            dtype);
  }

  static Choice oneHot(OneHot op, Signature signature) {
    TensorType index = signature.input(0);
    GatherCuda walk =
        new GatherCuda(index.elements(), 1, op.classes(), 1, index.dtype() == DType.I64);
    return walk.kernel(
        op.name(), "one_hot", index.elements() * Math.max(1, op.classes()), DType.F32);
  }

  /** The index is the last input. */
  private Choice kernel(String op, String name, long items, DType dtype) {
    CudaKernel kernel =
        new CudaKernel(
            "gather",
            name,
            BLOCK,
            items,
            CudaKernel.InPlace.NEVER,
            (block, operands) -> fill(block, operands, dtype));
    return new CheckedCuda(kernel, (_, index) -> IndexRange.check(op, index, size));
  }

  private void fill(Block block, Operands operands, DType dtype) {
    block
        .set("input", operands.input(0))
        .set("index", operands.inputs().getLast())
        .set("output", operands.output(0))
        .set("before", before)
        .set("stride", stride)
        .set("size", size)
        .set("chosen", chosen)
        .set("wide", wide ? 1 : 0)
        .set("spoiled", CudaFault.spoiled(dtype));
  }
}
