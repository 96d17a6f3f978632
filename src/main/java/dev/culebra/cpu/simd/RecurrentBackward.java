package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Gradient of a recurrent layer: backwards step by step to the gradients of the inputs' sums and of
 * the hidden products, which are kept; then all weights at once. The gradient of h runs along in
 * the output that holds that of h0 at the end.
 *
 * @param by who multiplies
 * @param apart whether sums and products have different gradients
 * @param states kinds of states; those besides h run along in the same way
 * @param state number of the output that holds the gradient of h0, and of the input h0
 * @param arrived number of the input that holds the gradient of the last h
 */
record RecurrentBackward(
    RecurrentSizes sizes, Products by, boolean apart, int states, int state, int arrived) {
  /** What differs from layer to layer. */
  @FunctionalInterface
  interface Cell {
    /** From the gradients of a row's states to those of its sums and of the states before. */
    void step(int step, int row);
  }

  /**
   * What is kept from step to step, one row for each that takes part.
   *
   * @param sums gradients of the inputs' sums
   * @param products gradients of the hidden products; the same memory if they are not apart
   * @param previous h before the step
   * @param inputs of the steps, packed
   * @param shared scratch memory of the products
   */
  record Kept(
      MemorySegment sums,
      MemorySegment products,
      MemorySegment previous,
      MemorySegment inputs,
      MemorySegment shared) {}

  private long rowBytes(int columns) {
    return RecurrentForward.aligned(4L * sizes.places() * columns);
  }

  private long inputBytes() {
    return sizes.hasLengths() ? rowBytes(sizes.width()) : 0;
  }

  private long sharedBytes() {
    int gates = sizes.gates();
    long products =
        LongStream.of(
                by.scratchBytes(sizes.samples(), sizes.hidden(), gates),
                by.scratchBytes(sizes.places(), sizes.width(), gates),
                by.scratchBytes(sizes.width(), gates, sizes.places()),
                by.scratchBytes(sizes.hidden(), gates, sizes.places()))
            .max()
            .orElseThrow();
    long steps = by.steps().map(own -> own.workspaceBytes(sizes, true)).orElse(0L);
    return Math.max(steps, Math.max(products, biasKernel().workspaceBytes()));
  }

  long workspaceBytes() {
    int kinds = apart ? 2 : 1;
    return kinds * rowBytes(sizes.gates())
        + rowBytes(sizes.hidden())
        + inputBytes()
        + sharedBytes();
  }

  private Kernel biasKernel() {
    Sum rows = new Sum(List.of(0));
    TensorType type = TensorType.f32(sizes.places(), sizes.gates());
    return (Kernel) SumSimd.select(rows, Signature.of(rows, List.of(type)));
  }

  Kept kept(Operands operands) {
    MemorySegment workspace = operands.workspace();
    long sums = rowBytes(sizes.gates());
    long previous = apart ? 2 * sums : sums;
    long inputs = previous + rowBytes(sizes.hidden());
    long shared = inputs + inputBytes();
    long bytes = 4L * sizes.places() * sizes.gates();
    MemorySegment toSums = workspace.asSlice(0, bytes);
    return new Kept(
        toSums,
        apart ? workspace.asSlice(sums, bytes) : toSums,
        workspace.asSlice(previous, 4L * sizes.places() * sizes.hidden()),
        sizes.hasLengths()
            ? workspace.asSlice(inputs, 4L * sizes.places() * sizes.width())
            : operands.input(0),
        workspace.asSlice(shared, sharedBytes()));
  }

  /**
   * @param accumulate whether the products' gradients are added to what a cell leaves of the
   *     gradient of h
   */
  Call call(Operands operands, SequenceRows rows, Kept kept, boolean accumulate, Cell cell) {
    List<Call> calls = new ArrayList<>();
    calls.add(rows);
    for (int kind = 0; kind < states; kind++) {
      MemorySegment from = operands.input(arrived + kind);
      MemorySegment to = operands.output(state + kind);
      calls.add(() -> MemorySegment.copy(from, 0, to, 0, to.byteSize()));
    }
    calls.add(keep(operands, rows, kept));
    calls.add(
        by.steps()
            .map(
                own ->
                    own.backward(
                        sizes, rows, operands, kept.sums(), kept.products(), kept.shared()))
            .orElseGet(() -> cellByCell(operands, rows, kept, accumulate, cell)));
    calls.add(toInputs(operands, rows, kept));
    calls.add(weight(kept.inputs(), sizes.width(), kept.sums(), 1, operands, rows, kept));
    calls.add(weight(kept.previous(), sizes.hidden(), kept.products(), 2, operands, rows, kept));
    calls.add(bias(kept.sums(), 3, operands, rows, kept));
    if (apart) {
      calls.add(bias(kept.products(), 4, operands, rows, kept));
    }
    return Calls.sequence(calls);
  }

  private Call cellByCell(
      Operands operands, SequenceRows rows, Kept kept, boolean accumulate, Cell cell) {
    Workers workers = operands.workers();
    MemorySegment toHidden = operands.output(state);
    List<Call> calls = new ArrayList<>();
    for (int t = sizes.length() - 1; t >= 0; t--) {
      int step = t;
      calls.add(
          Rows.call(
              workers,
              sizes.samples(),
              sizes.gates(),
              (from, to) -> {
                for (long row = from; row < Math.min(to, rows.active(step)); row++) {
                  cell.step(step, (int) row);
                }
              }));
      Products.Product hidden =
          by.product(
              new Products.Factors(
                  sizes.samples(),
                  sizes.hidden(),
                  sizes.gates(),
                  rows.packedStep(kept.products(), sizes.gates(), t),
                  false,
                  operands.input(2),
                  true,
                  rows.states(toHidden, sizes.hidden()),
                  accumulate),
              kept.shared(),
              workers);
      calls.add(() -> hidden.run(rows.active(step), sizes.gates()));
    }
    return Calls.sequence(calls);
  }

  private Call keep(Operands operands, SequenceRows rows, Kept kept) {
    long elements = (long) sizes.length() * (sizes.hidden() + sizes.width());
    return Rows.call(
        operands.workers(),
        sizes.samples(),
        elements,
        (from, to) -> {
          for (int step = 0; step < sizes.length(); step++) {
            for (long row = from; row < Math.min(to, rows.active(step)); row++) {
              keep(operands, rows, kept, step, (int) row);
            }
          }
        });
  }

  /** Keeps the state before a step, and packs its input. */
  private void keep(Operands operands, SequenceRows rows, Kept kept, int step, int row) {
    long packed = rows.packed(step, row);
    long place = rows.place(step, row);
    long bytes = 4L * sizes.hidden();
    boolean first = step == 0;
    MemorySegment old = operands.input(first ? state : sizes.inputs());
    long before = first ? rows.sample(row) : place - 1;
    MemorySegment.copy(old, before * bytes, kept.previous(), packed * bytes, bytes);
    if (!rows.isWhole()) {
      long width = 4L * sizes.width();
      MemorySegment.copy(operands.input(0), place * width, kept.inputs(), packed * width, width);
    }
  }

  private Call toInputs(Operands operands, SequenceRows rows, Kept kept) {
    MemorySegment output = operands.output(0);
    Products.Product product =
        by.product(
            new Products.Factors(
                sizes.places(),
                sizes.width(),
                sizes.gates(),
                RecurrentForward.dense(kept.sums(), sizes.places(), sizes.gates()),
                false,
                operands.input(1),
                true,
                rows.all(output, sizes.width()),
                false),
            kept.shared(),
            operands.workers());
    return () -> {
      product.run(rows.places(), sizes.gates());
      for (int sample = 0; sample < sizes.samples(); sample++) {
        RecurrentForward.clear(sizes, rows, sample, output, sizes.width());
      }
    };
  }

  /** {@code statesᵀ · sums}: the gradient of a weight matrix that met these states. */
  private Call weight(
      MemorySegment states,
      int count,
      MemorySegment sums,
      int output,
      Operands operands,
      SequenceRows rows,
      Kept kept) {
    Products.Product product =
        by.product(
            new Products.Factors(
                count,
                sizes.gates(),
                sizes.places(),
                RecurrentForward.dense(states, sizes.places(), count),
                true,
                sums,
                false,
                RecurrentForward.dense(operands.output(output), count, sizes.gates()),
                false),
            kept.shared(),
            operands.workers());
    return () -> product.run(count, rows.places());
  }

  /** The sum over all rows; those that no step filled are zeros. */
  private Call bias(
      MemorySegment sums, int output, Operands operands, SequenceRows rows, Kept kept) {
    Call sum =
        biasKernel()
            .bind(
                new Operands(
                    List.of(sums),
                    List.of(operands.output(output)),
                    kept.shared(),
                    operands.workers()));
    return () -> {
      long filled = (long) rows.places() * sizes.gates();
      RecurrentForward.clear(sums, filled, (long) sizes.places() * sizes.gates());
      sum.run();
    };
  }
}
