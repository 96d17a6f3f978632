package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Transpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/** Whole runs where the innermost axis stays innermost, else square tiles. */
final class TransposeSimd {
  /** A tile's rows fill one cache line of 16 elements each, read and written. */
  private static final int TILE = 16;

  private TransposeSimd() {}

  static Choice select(Transpose op, Signature signature) {
    TransposeAxes axes =
        TransposeAxes.of(signature.output(0).shape(), signature.input(0).shape(), op);
    int bytes = signature.input(0).dtype().bytes();
    int last = axes.rank() - 1;
    if (axes.strides()[last] == 1) {
      return new Runs(axes.without(last), axes.sizes()[last], bytes);
    }
    return bytes == Integer.BYTES
        ? new Tiles(axes)
        : Choice.refuse(signature.input(0).dtype().label() + " moved singly; only 4 bytes");
  }

  /** The innermost axis stays. */
  private record Runs(TransposeAxes outer, long length, int elementBytes) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      long bytes = length * elementBytes;
      return Rows.call(
          operands.workers(),
          outer.elements(),
          length,
          (begin, end) -> {
            for (long run = begin; run < end; run++) {
              MemorySegment.copy(
                  input, outer.source(run) * elementBytes, output, run * bytes, bytes);
            }
          });
    }
  }

  /** The input's innermost axis changes place with the output's. */
  private record Tiles(TransposeAxes axes) implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      int last = axes.rank() - 1;
      int close =
          IntStream.range(0, last).filter(axis -> axes.strides()[axis] == 1).findFirst().getAsInt();
      TransposeAxes outer = axes.without(last).without(close);
      int rows = axes.sizes()[close];
      int columns = axes.sizes()[last];
      long apart = axes.strides()[last];
      long rowStride = axes.targets()[close];
      long bands = (rows + TILE - 1) / TILE;
      return Rows.call(
          operands.workers(),
          outer.elements() * bands,
          (long) TILE * columns,
          (begin, end) -> {
            for (long unit = begin; unit < end; unit++) {
              long place = unit / bands;
              long band = unit % bands * TILE;
              int height = (int) Math.min(TILE, rows - band);
              long source = outer.source(place) + band;
              long target = outer.target(place) + band * rowStride;
              for (int column = 0; column < columns; column += TILE) {
                int width = Math.min(TILE, columns - column);
                tile(
                    input,
                    source + column * apart,
                    apart,
                    output,
                    target + column,
                    rowStride,
                    height,
                    width);
              }
            }
          });
    }

    private static void tile(
        MemorySegment input,
        long source,
        long apart,
        MemorySegment output,
        long target,
        long rowStride,
        int height,
        int width) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          output.setAtIndex(
              ValueLayout.JAVA_INT,
              target + row * rowStride + column,
              input.getAtIndex(ValueLayout.JAVA_INT, source + row + column * apart));
        }
      }
    }
  }
}
