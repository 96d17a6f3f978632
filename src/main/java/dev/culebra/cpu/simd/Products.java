package dev.culebra.cpu.simd;

import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Who multiplies matrices for the recurrent layers: this tier, or one that does it faster. */
public interface Products {
  /** A product that is made once for given operands and run for ever without allocation. */
  @FunctionalInterface
  interface Product {
    /**
     * @param rows of the left matrix and of the result that take part, the first
     * @param depth that takes part, the first
     */
    void run(int rows, int depth);
  }

  /**
   * What is multiplied: {@code [rows,depth] · [depth,columns]}, each operand perhaps given
   * transposed.
   *
   * @param rows the most that {@link Product#run} may say
   * @param depth likewise
   * @param right dense
   * @param accumulate whether to add to the result
   */
  record Factors(
      int rows,
      int columns,
      int depth,
      ProductRows left,
      boolean transposeLeft,
      MemorySegment right,
      boolean transposeRight,
      ProductRows result,
      boolean accumulate) {}

  /**
   * Makes a product.
   *
   * @param scratch at least {@link #scratchBytes}, of one product at a time
   */
  Product product(Factors factors, MemorySegment scratch, Workers workers);

  /** Scratch memory of a product of these sizes, for any number of threads. */
  long scratchBytes(int rows, int columns, int depth);

  /** The layers' steps in one, where this tier has them; else its products serve. */
  default Optional<RecurrentSteps> steps() {
    return Optional.empty();
  }
}
