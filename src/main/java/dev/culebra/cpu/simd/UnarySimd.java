package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** One vector function applied to every element of a float32 tensor; works in place. */
final class UnarySimd {
  private UnarySimd() {}

  /** A function of one vector. */
  @FunctionalInterface
  interface Function {
    FloatVector apply(FloatVector value);
  }

  /**
   * Applies a function to elements {@code begin} (inclusive) to {@code end} (exclusive). The two
   * methods are called one after the other rather than one from the other: the JIT stops inlining
   * when a method has grown too much, and a function such as erf fits only once.
   */
  interface Loop {
    /**
     * Whole vectors: their number of lanes divides the number of elements.
     *
     * @param shift from an element of the input to its place in the output
     */
    void run(MemorySegment input, MemorySegment output, long begin, long end, long shift);

    /** Less than one vector. */
    void rest(MemorySegment input, MemorySegment output, long begin, long end, long shift);
  }

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(Function function) {
    return Specialized.of(Loop.class, UnaryLoop.class, function);
  }

  static Choice select(Signature signature, Loop loop) {
    return signature.input(0).dtype() == DType.F32
        ? new Elementwise(loop, signature.input(0).elements())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Elementwise(Loop loop, long elements) implements ElementwiseKernel {
    @Override
    public Span span() {
      return (input, from, _, _, _, _, output, to, length) -> {
        long rest = length % Vectors.LANES.length();
        loop.run(input, output, from, from + length - rest, to - from);
        if (rest > 0) {
          loop.rest(input, output, from + length - rest, from + length, to - from);
        }
      };
    }

    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      Workers workers = operands.workers();
      int chunks = Chunks.count(elements);
      Task task =
          chunk -> {
            long begin = Chunks.begin(chunk);
            long end = Chunks.end(chunk, elements);
            long whole = end - (end - begin) % Vectors.LANES.length();
            loop.run(input, output, begin, whole, 0);
            if (whole < end) {
              loop.rest(input, output, whole, end, 0);
            }
          };
      return () -> workers.run(task, chunks);
    }

    @Override
    public boolean inPlace(int output, int input) {
      return true;
    }
  }
}
