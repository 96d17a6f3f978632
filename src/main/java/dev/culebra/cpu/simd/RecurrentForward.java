package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.RecurrentSizes;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Forward pass of a recurrent layer: all inputs' products at once, then step by step the hidden
 * state's products and the gates. The inputs' sums lie in the gates' output and become gates in
 * place.
 *
 * @param by who multiplies
 * @param state number of the input that holds h0
 * @param gates number of the output that holds the gates
 */
record RecurrentForward(RecurrentSizes sizes, Products by, int state, int gates) {
  /** What differs from layer to layer. */
  interface Cell {
    /** From the sums of a row of a step to its gates and states. */
    void step(int step, int row);

    /** Last states of a sample, and zeros behind its end. */
    void end(int sample);
  }

  long scratchBytes() {
    long products =
        Math.max(
            by.scratchBytes(sizes.places(), sizes.gates(), sizes.width()),
            by.scratchBytes(sizes.samples(), sizes.gates(), sizes.hidden()));
    long steps = by.steps().map(own -> own.workspaceBytes(sizes, false)).orElse(0L);
    return Math.max(products, steps);
  }

  /**
   * @param products where a step's hidden products go, {@code [N,gates]}; null if they are added to
   *     the inputs' sums
   */
  Call call(
      Operands operands,
      SequenceRows rows,
      MemorySegment products,
      MemorySegment scratch,
      Cell cell) {
    Workers workers = operands.workers();
    MemorySegment sums = operands.output(gates);
    List<Call> calls = new ArrayList<>();
    calls.add(rows);
    Products.Product inputs =
        by.product(
            new Products.Factors(
                sizes.places(),
                sizes.gates(),
                sizes.width(),
                rows.all(operands.input(0), sizes.width()),
                false,
                operands.input(1),
                false,
                rows.all(sums, sizes.gates()),
                false),
            scratch,
            workers);
    calls.add(() -> inputs.run(rows.places(), sizes.width()));
    calls.add(
        by.steps()
            .map(own -> own.forward(sizes, rows, operands, scratch))
            .orElseGet(() -> cellByCell(operands, rows, products, scratch, cell)));
    calls.add(
        Rows.call(
            workers,
            sizes.samples(),
            sizes.gates(),
            (from, to) -> {
              for (long sample = from; sample < to; sample++) {
                cell.end((int) sample);
              }
            }));
    return Calls.sequence(calls);
  }

  private Call cellByCell(
      Operands operands,
      SequenceRows rows,
      MemorySegment products,
      MemorySegment scratch,
      Cell cell) {
    Workers workers = operands.workers();
    MemorySegment sums = operands.output(gates);
    List<Call> calls = new ArrayList<>();
    for (int t = 0; t < sizes.length(); t++) {
      int step = t;
      Products.Product hidden =
          by.product(
              new Products.Factors(
                  sizes.samples(),
                  sizes.gates(),
                  sizes.hidden(),
                  previous(operands, rows, t),
                  false,
                  operands.input(2),
                  false,
                  products == null
                      ? rows.step(sums, sizes.gates(), t)
                      : dense(products, sizes.samples(), sizes.gates()),
                  products == null),
              scratch,
              workers);
      calls.add(() -> hidden.run(rows.active(step), sizes.hidden()));
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
    }
    return Calls.sequence(calls);
  }

  /** Bytes that keep what follows on cache lines of its own. */
  static long aligned(long bytes) {
    return (bytes + 127) / 128 * 128;
  }

  static ProductRows dense(MemorySegment matrix, int rows, int columns) {
    return ProductRows.of(GemmOperand.Matrix.of(matrix, rows, columns));
  }

  private ProductRows previous(Operands operands, SequenceRows rows, int step) {
    return step == 0
        ? rows.states(operands.input(state), sizes.hidden())
        : rows.step(operands.output(0), sizes.hidden(), step - 1);
  }

  /** The state of a sample where its sequence ends. */
  void last(
      SequenceRows rows,
      int sample,
      MemorySegment sequence,
      MemorySegment initial,
      MemorySegment last) {
    long bytes = 4L * sizes.hidden();
    int end = rows.end(sample);
    MemorySegment from = end == 0 ? initial : sequence;
    long place = end == 0 ? sample : (long) sample * sizes.length() + end - 1;
    MemorySegment.copy(from, place * bytes, last, sample * bytes, bytes);
  }

  /** Zeros from one element to another; a slice to fill would be an object. */
  static void clear(MemorySegment segment, long from, long to) {
    for (long i = from; i < to; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, 0);
    }
  }

  /** Zeros behind the end of a sample of a sequence {@code [N,L,width]}. */
  static void clear(
      RecurrentSizes sizes, SequenceRows rows, int sample, MemorySegment sequence, int width) {
    if (!rows.isWhole()) {
      long from = (long) sample * sizes.length() + rows.end(sample);
      long to = (sample + 1L) * sizes.length();
      clear(sequence, from * width, to * width);
    }
  }
}
