package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * A function of three float32 tensors, two of them of the output's type. The third may repeat: one
 * element for all or for each row, or one row for all rows.
 */
final class TernarySimd {
  private TernarySimd() {}

  /** A function of three vectors. */
  @FunctionalInterface
  interface Function {
    FloatVector apply(FloatVector first, FloatVector second, FloatVector third);
  }

  /** Applies a function along one run; the offset of the third operand is its own. */
  interface Loop {
    void run(
        MemorySegment first,
        MemorySegment second,
        MemorySegment third,
        long thirdOffset,
        boolean thirdRepeats,
        MemorySegment output,
        long offset,
        long length);
  }

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(Function function) {
    return Specialized.of(Loop.class, TernaryLoop.class, function);
  }

  /**
   * @param first input that is the function's first operand
   * @param second input that is the second
   * @param third input that is the third, and may repeat
   */
  static Choice select(Signature signature, int first, int second, int third, Loop loop) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Repeats repeats = Repeats.of(signature.output(0).shape(), signature.input(third).shape());
    return repeats == null
        ? Choice.refuse("repeats along inner and outer axes: " + signature.input(third))
        : new Ternary(loop, signature, first, second, third, repeats);
  }

  /** As {@link #select}, with one element of the third operand for each entry of axis 0. */
  static Choice selectPerSample(Signature signature, int first, int second, int third, Loop loop) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    long samples = signature.input(third).elements();
    long length = samples == 0 ? 0 : signature.output(0).elements() / samples;
    Repeats repeats = new Repeats(length, samples, 1, true);
    return new Ternary(loop, signature, first, second, third, repeats);
  }

  /**
   * How an operand lies along the output.
   *
   * @param length elements of a run
   * @param count number of runs
   * @param stride elements from one run's operand to the next one's; 0 or 1
   * @param alone whether the operand is one element along a run
   */
  private record Repeats(long length, long count, long stride, boolean alone) {
    /** Null if the operand repeats in another way. */
    static Repeats of(Shape shape, Shape operand) {
      long elements = shape.elements();
      long own = operand.elements();
      if (own == 1) {
        return new Repeats(elements, 1, 0, true);
      }
      if (elements == 0) {
        return new Repeats(0, 0, 0, false);
      }
      if (isTail(shape, operand)) {
        return new Repeats(own, elements / own, 0, false);
      }
      return isHead(shape, operand) ? new Repeats(elements / own, own, 1, true) : null;
    }

    /** Whether the operand's axes, leading ones of size 1 aside, are the last axes of the shape. */
    private static boolean isTail(Shape shape, Shape operand) {
      int from = 0;
      while (from < operand.rank() && operand.size(from) == 1) {
        from++;
      }
      int rank = operand.rank() - from;
      return rank <= shape.rank()
          && operand
              .range(from, operand.rank())
              .equals(shape.range(shape.rank() - rank, shape.rank()));
    }

    /** Whether the operand's axes, trailing ones of size 1 aside, are the first of the shape. */
    private static boolean isHead(Shape shape, Shape operand) {
      int rank = operand.rank();
      while (rank > 0 && operand.size(rank - 1) == 1) {
        rank--;
      }
      return rank <= shape.rank() && operand.range(0, rank).equals(shape.range(0, rank));
    }
  }

  private record Ternary(
      Loop loop, Signature signature, int first, int second, int third, Repeats repeats)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment a = operands.input(first);
      MemorySegment b = operands.input(second);
      MemorySegment c = operands.input(third);
      MemorySegment output = operands.output(0);
      boolean alone = repeats.alone();
      return Runs.call(
          operands.workers(),
          repeats.count(),
          repeats.length(),
          (run, from, length) ->
              loop.run(
                  a,
                  b,
                  c,
                  run * repeats.stride() + (alone ? 0 : from),
                  alone,
                  output,
                  run * repeats.length() + from,
                  length));
    }

    @Override
    public boolean inPlace(int output, int input) {
      return signature.input(input).equals(signature.output(output));
    }
  }
}
