package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Max;
import dev.culebra.op.Sum;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.function.BiConsumer;

/** {@code cuda-kernels/reduce.cu}: sums and maxima over axes. */
final class ReduceCuda {
  /** From so many results on a thread for each of them fills a device. */
  private static final long MANY_RESULTS = 1 << 14;

  /** Up to so many terms a thread adds them as soon as a block would. */
  private static final long FEW_TERMS = 32;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("results"),
          JAVA_LONG.withName("terms"),
          Axes.field("result_sizes"),
          Axes.field("result_strides"),
          Axes.field("term_sizes"),
          Axes.field("term_strides"),
          JAVA_INT.withName("result_axes"),
          JAVA_INT.withName("term_axes"));

  private ReduceCuda() {}

  static Choice sum(Sum op, Signature signature) {
    return overAxes(signature, "sum_" + signature.input(0).dtype().label(), op.axes());
  }

  static Choice max(Max op, Signature signature) {
    return overAxes(signature, "max_" + signature.input(0).dtype().label(), op.axes());
  }

  private static Choice overAxes(Signature signature, String name, List<Integer> axes) {
    boolean has = List.of("sum_f32", "sum_i32", "sum_i64", "max_f32").contains(name);
    return has
        ? kernel(signature, name, axes)
        : Choice.refuse(signature.input(0).dtype().label() + " has no kernel");
  }

  private static Choice kernel(Signature signature, String name, List<Integer> reduced) {
    Shape shape = signature.input(0).shape();
    Shape kept = shape;
    Shape gone = shape;
    for (int axis = 0; axis < shape.rank(); axis++) {
      kept = reduced.contains(axis) ? kept.with(axis, 1) : kept;
      gone = reduced.contains(axis) ? gone : gone.with(axis, 1);
    }
    Axes results = Axes.of(kept, shape.strides());
    Axes terms = Axes.of(gone, shape.strides());
    if (!results.fit() || !terms.fit()) {
      return Choice.refuse("reductions over more than " + Axes.MOST + " axes");
    }
    long count = signature.output(0).elements();
    long each = gone.elements();
    BiConsumer<Block, Operands> fill =
        (block, operands) -> fill(block, operands, results, terms, count, each);
    return count >= MANY_RESULTS || each <= FEW_TERMS
        ? new CudaKernel("reduce", name + "_thread", BLOCK, count, CudaKernel.InPlace.NEVER, fill)
        : CudaKernel.ofBlocks("reduce", name + "_block", BLOCK, count, fill);
  }

  private static void fill(
      Block block, Operands operands, Axes results, Axes terms, long count, long each) {
    results.setSizes(block, "result_sizes");
    results.setStrides(block, "result_strides", 0);
    terms.setSizes(block, "term_sizes");
    terms.setStrides(block, "term_strides", 0);
    block
        .set("input", operands.input(0))
        .set("output", operands.output(0))
        .set("results", count)
        .set("terms", each)
        .set("result_axes", results.sizes().size())
        .set("term_axes", terms.sizes().size());
  }
}
