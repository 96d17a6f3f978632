package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A reduction of float32 over any axes by an associative function, as passes over workspace. */
final class ReduceSimd {
  private ReduceSimd() {}

  /**
   * What is reduced with.
   *
   * @param combine of two partial results
   * @param identity the result over nothing
   */
  record Function(BinarySimd.Function combine, float identity) {}

  /** The two directions of a reduction; offsets and lengths are in elements. */
  interface Loop {
    /** Combines {@code length} neighbours into one element. */
    void row(MemorySegment input, long inputOffset, long length, MemorySegment output, long place);

    /** Combines {@code depth} rows, {@code stride} apart, into one row of {@code width}. */
    void columns(
        MemorySegment input,
        long inputOffset,
        long stride,
        long depth,
        MemorySegment output,
        long outputOffset,
        long width);
  }

  /** The loop specialized for a function; keep it in a static final field. */
  static Loop loop(Function function) {
    return Specialized.of(Loop.class, ReduceLoop.class, function);
  }

  static Choice select(Signature signature, List<Integer> axes, Loop loop) {
    return signature.input(0).dtype() == DType.F32
        ? new Reduction(loop, ReducePass.of(signature.input(0).shape(), axes))
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private record Reduction(Loop loop, List<ReducePass> passes) implements Kernel {
    @Override
    public long workspaceBytes() {
      return passes.subList(0, passes.size() - 1).stream().mapToLong(Reduction::space).sum();
    }

    /** Bytes of a pass's result, which starts a cache line of its own. */
    private static long space(ReducePass pass) {
      return (pass.outputElements() * Float.BYTES + 63) / 64 * 64;
    }

    @Override
    public Call bind(Operands operands) {
      Call[] calls = new Call[passes.size()];
      MemorySegment input = operands.input(0);
      long used = 0;
      for (int i = 0; i < calls.length; i++) {
        ReducePass pass = passes.get(i);
        boolean last = i == calls.length - 1;
        MemorySegment output =
            last
                ? operands.output(0)
                : operands.workspace().asSlice(used, pass.outputElements() * Float.BYTES);
        calls[i] = bind(pass, input, output, operands);
        input = output;
        used += last ? 0 : space(pass);
      }
      return () -> {
        for (Call call : calls) {
          call.run();
        }
      };
    }

    private Call bind(
        ReducePass pass, MemorySegment input, MemorySegment output, Operands operands) {
      long pieces = pass.pieces();
      long blocks = pass.blocks();
      long inner = pass.inner();
      long unitSize = Math.min(pass.depth(), pass.pieceDepth()) * Math.min(inner, ReducePass.WIDTH);
      return Rows.call(
          operands.workers(),
          pass.outer() * pieces * blocks,
          unitSize,
          (begin, end) -> {
            for (long unit = begin; unit < end; unit++) {
              long column = unit % blocks * ReducePass.WIDTH;
              long part = unit / blocks;
              long from = part % pieces * pass.pieceDepth();
              long depth = Math.min(pass.depth() - from, pass.pieceDepth());
              long start = (part / pieces * pass.depth() + from) * inner + column;
              if (inner == 1) {
                loop.row(input, start, depth, output, part);
              } else {
                long width = Math.min(inner - column, ReducePass.WIDTH);
                loop.columns(input, start, inner, depth, output, part * inner + column, width);
              }
            }
          });
    }
  }
}
