package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.memory.Block;
import dev.culebra.op.Normalize;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A normalization as its kernels see it.
 *
 * @param x shape of what is normalized
 * @param statistics the same with size 1 where elements share a mean
 * @param weight a shape that stretches to x's
 * @param weighted whether the sums for the gradient have the weight as a factor
 */
record NormalizeSizes(Shape x, Shape statistics, Shape weight, Normalize op, boolean weighted) {
  private static final int WARP = 32;

  /** Blocks that keep a multiprocessor's memory accesses under way. */
  private static final long BLOCKS_EACH = 4;

  /** Fewer terms are summed by a thread sooner than parts are joined. */
  private static final long FEWEST_TERMS = 4;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("x"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("mean"),
          ADDRESS.withName("variance"),
          ADDRESS.withName("weight"),
          ADDRESS.withName("bias"),
          ADDRESS.withName("first_parts"),
          ADDRESS.withName("second_parts"),
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          Axes.field("result_sizes"),
          Axes.field("result_x"),
          Axes.field("result_statistic"),
          Axes.field("result_weight"),
          Axes.field("term_sizes"),
          Axes.field("term_x"),
          Axes.field("term_statistic"),
          Axes.field("term_weight"),
          JAVA_INT.withName("result_axes"),
          JAVA_INT.withName("term_axes"),
          JAVA_INT.withName("results"),
          JAVA_INT.withName("terms"),
          JAVA_INT.withName("splits"),
          JAVA_INT.withName("share"),
          JAVA_INT.withName("weighted"),
          JAVA_FLOAT.withName("epsilon"));

  /** Writes the addresses of the operands into a block. */
  @FunctionalInterface
  interface Memory {
    void set(Block block, Operands operands);
  }

  /** Where two results go. */
  @FunctionalInterface
  interface Results {
    List<MemorySegment> of(Operands operands);
  }

  /** Why there is no kernel; null if there is. */
  String refusal() {
    if (x.elements() > Integer.MAX_VALUE) {
      return "2^31 elements or more";
    }
    return axes(x).fit() ? null : "shapes of more than " + Axes.MOST + " axes";
  }

  /** The target's shape with size 1 where a shape that stretches to it repeats. */
  static Shape repeats(Shape shape, Shape target) {
    Shape kept = target;
    int added = target.rank() - shape.rank();
    for (int axis = 0; axis < target.rank(); axis++) {
      kept = axis < added || shape.size(axis - added) == 1 ? kept.with(axis, 1) : kept;
    }
    return kept;
  }

  /** Some axes of x, with the strides of x, statistics and weight. */
  private Axes axes(Shape some) {
    return Axes.of(some, x.strides(), Axes.stretched(statistics, x), Axes.stretched(weight, x));
  }

  /**
   * Sums for each element of a shape over the axes of x that have size 1 there.
   *
   * @param name of the kernels
   * @param begin bytes of the workspace that are taken
   */
  List<Kernel> sums(String name, Shape kept, long begin, Memory memory, Results results) {
    Shape gone = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      gone = kept.size(axis) == 1 ? gone : gone.with(axis, 1);
    }
    Axes each = axes(kept);
    Axes terms = axes(gone);
    int count = (int) kept.elements();
    int length = (int) gone.elements();
    boolean row = !terms.sizes().isEmpty() && terms.strides().getFirst().getLast() == 1;
    int threads =
        row
            ? Math.clamp(Integer.highestOneBit(length), WARP, CudaKernel.THREADS)
            : CudaKernel.THREADS;
    long blocks = row ? count : Math.ceilDiv(count, WARP);
    int lanes = row ? threads : threads / WARP;
    int splits = splits(blocks, length / lanes);
    long bytes = (long) splits * count * Float.BYTES;
    Results parts =
        operands ->
            List.of(
                operands.workspace().asSlice(begin, bytes),
                operands.workspace().asSlice(begin + bytes, bytes));
    List<Kernel> kernels = new ArrayList<>();
    kernels.add(
        new CudaGrid(
            "normalize",
            name + (row ? "_row" : "_columns"),
            BLOCK,
            blocks * splits,
            threads,
            begin + (splits == 1 ? 0 : 2 * bytes),
            (block, operands) -> {
              fill(block, each, terms, count, length, splits);
              memory.set(block, operands);
              setResults(block, splits == 1 ? results.of(operands) : parts.of(operands));
            }));
    if (splits > 1) {
      kernels.add(
          new CudaKernel(
              "normalize",
              name + "_join",
              BLOCK,
              count,
              CudaKernel.InPlace.NEVER,
              (block, operands) -> {
                fill(block, each, terms, count, length, splits);
                setParts(block, parts.of(operands));
                setResults(block, results.of(operands));
              }));
    }
    return kernels;
  }

  private static int splits(long blocks, long termsOfThread) {
    long wanted = BLOCKS_EACH * CudaDevice.current().multiprocessors() / Math.max(1, blocks);
    return (int) Math.max(1, Math.min(wanted, termsOfThread / FEWEST_TERMS));
  }

  /** Every element, from what has been summed. */
  Kernel apply(String name, Memory memory, Results sums) {
    Axes each = axes(x);
    int count = (int) x.elements();
    return new CudaKernel(
        "normalize",
        name,
        BLOCK,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) -> {
          fill(block, each, axes(Shape.of()), count, 1, 1);
          memory.set(block, operands);
          setParts(block, sums.of(operands));
          block.set("first", operands.output(0));
        });
  }

  private static void setParts(Block block, List<MemorySegment> parts) {
    block.set("first_parts", parts.get(0)).set("second_parts", parts.get(1));
  }

  private static void setResults(Block block, List<MemorySegment> results) {
    block.set("first", results.get(0)).set("second", results.get(1));
  }

  private void fill(Block block, Axes each, Axes terms, int count, int length, int splits) {
    setAxes(block, "result", each);
    setAxes(block, "term", terms);
    block
        .set("results", count)
        .set("terms", length)
        .set("splits", splits)
        .set("share", (int) op.count(x))
        .set("weighted", weighted ? 1 : 0)
        .set("epsilon", (float) op.epsilon());
  }

  private static void setAxes(Block block, String name, Axes axes) {
    axes.setSizes(block, name + "_sizes");
    axes.setStrides(block, name + "_x", 0);
    axes.setStrides(block, name + "_statistic", 1);
    axes.setStrides(block, name + "_weight", 2);
    block.set(name + "_axes", axes.sizes().size());
  }
}
